import type { Users } from "../authorizer.ts";
import { createCertificate } from "../../servers/selfSignedCertificate.ts";
import type { RegistryOptions } from "../options.ts";

/**
 * Any registry behind a TLS proxy that sends no `X-Forwarded-Proto`: Location and Link have `http://` URLs.
 * Sources: distribution, "Authenticate proxy with nginx"; docker/distribution#397.
 */
export function tlsProxy(users: Users): RegistryOptions {
  return {
    auth: { kind: "basic", users },
    locations: "absolute",
    tagPageSize: 2,
    tls: createCertificate(),
    hooks: {
      after(request, response) {
        const { location, link } = response.headers ?? {};
        const own = `http://${request.headers.host}`;
        return {
          ...response,
          headers: {
            ...response.headers,
            ...(location ? { location: String(location).replace(/^https:/, "http:") } : {}),
            ...(link ? { link: String(link).replace(/^<\//, `<${own}/`) } : {}),
          },
        };
      },
    },
  };
}
