import { EngineError } from "../../../errors.ts";
import { isDomain, isPath, requestHost } from "../../../oci/reference.ts";
import { explainDomain, explainName } from "../../../oci/referenceHint.ts";
import { domainOfKey } from "../auth/credentialKeys.ts";
import { loginHost } from "../auth/credentialKeys.ts";

/** Paths of registries' own API roots, which people copy along with the host. */
const apiRoots: ReadonlySet<string> = new Set(["", "/", "/v1", "/v1/", "/v2", "/v2/"]);

/**
 * Read the host of a registry as a person types it: `ghcr.io`, `harbor`, `HTTP://Harbor:8080/`,
 * `https://index.docker.io/v1/`. The host typed is the host, also without a dot, where a reference would be one
 * of Docker Hub's; the scheme says nothing, as with `docker login`.
 *
 * Source: docker/cli `credentials/file_store.go`, `ConvertToHostname`.
 *
 * @returns the host in lower case with its port, as {@link loginHost} writes it; `docker.io` for Docker Hub
 * @throws EngineError `input_invalid` where no registry can have that host
 */
export function parseRegistryHost(text: string): string {
  const { domain, rest, shown } = splitHost(text);
  if (!apiRoots.has(rest)) {
    throw notAHost(text.trim(), `Write the host alone: ${shown}.`);
  }
  return loginHost(domain);
}

/** What a login is for: a registry, or a namespace or repository of it alone. */
export interface LoginScope {
  /** As {@link parseRegistryHost} writes it. */
  readonly host: string;
  /** What references write for the host that was typed, with the port that was typed. */
  readonly domain: string;
  /** The path of the namespace or repository: `acme`, `acme/app`. */
  readonly repository: string | undefined;
}

/**
 * Read what a login is for as a person types it: a host as {@link parseRegistryHost} reads it, also with the path of a
 * namespace or repository behind it: `ghcr.io/acme`, `https://ghcr.io/acme/app/`.
 *
 * @throws EngineError `input_invalid` where it is none, as with a tag
 */
export function parseLoginScope(text: string): LoginScope {
  const { domain: typed, rest, shown } = splitHost(text);
  const host = loginHost(typed);
  const domain = nameInReferences(typed);
  if (apiRoots.has(rest)) return { host, domain, repository: undefined };
  const repository = rest.replace(/^\//, "").replace(/\/$/, "");
  if (isPath(repository)) return { host, domain, repository };
  const [, bare = ""] = /^([^:@]*)[:@]/.exec(repository) ?? [];
  throw new EngineError(
    "input_invalid",
    `${JSON.stringify(repository.slice(0, 100))} is not the path of a namespace or repository.`,
    {
      hint: isPath(bare)
        ? `Write it without tag and digest: ${shown}/${bare}.`
        : (explainName(repository) ?? "A path has at most 255 characters."),
    },
  );
}

/** The host of a text, as a domain and as it was typed, and what stands behind it. */
function splitHost(text: string): {
  readonly domain: string;
  readonly shown: string;
  readonly rest: string;
} {
  const typed = text.trim();
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(typed)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== "https" && scheme !== "http") {
    throw notAHost(typed, "Write the host alone, such as ghcr.io or localhost:5000.");
  }
  const [, host = "", rest = ""] =
    /^([^/?#\\]*)(.*)$/s.exec(
      scheme === undefined ? typed : typed.slice(scheme.length + "://".length),
    ) ?? [];
  if (host.includes("@")) {
    throw notAHost(host.slice(host.lastIndexOf("@") + 1), "Write the host without an account.");
  }
  if (!isDomain(host)) throw notAHost(host, explainDomain(host, `${host}/`));
  const domain = domainOfKey(host.toLowerCase());
  try {
    requestHost(domain);
  } catch (error) {
    throw notAHost(host, error instanceof EngineError ? error.hint : undefined);
  }
  return { domain, shown: host, rest };
}

/**
 * What references write for a host. One without dot and port would be read as a path on Docker Hub
 * (`harbor/app`), so they write its port: `harbor:443/app`.
 */
export function nameInReferences(host: string): string {
  return host === "localhost" || /[.:]/.test(host) ? host : `${host}:443`;
}

function notAHost(shown: string, hint: string | undefined): EngineError {
  return new EngineError(
    "input_invalid",
    `${JSON.stringify(shown.slice(0, 100))} is not the host of a registry.`,
    hint === undefined ? {} : { hint },
  );
}
