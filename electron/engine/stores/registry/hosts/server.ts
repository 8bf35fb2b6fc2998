import { hostFileError } from "./hostFile.ts";

/** The address of a host as a `hosts.toml` gives it. */
export interface Server {
  readonly origin: URL;
  /** The path of the API's root where that is not `/v2`. */
  readonly overridePath: string | undefined;
}

/**
 * Read the address of a host: https unless it says http, and `/v2` after its path unless that is to stay as it
 * is.
 *
 * Source: containerd `core/remotes/docker/config/hosts.go`, `parseHostConfig`.
 *
 * @param overridePath take the path as it is
 */
export function parseServer(
  address: string,
  overridePath: boolean,
  file: string,
  key: string,
): Server {
  const right = `"${key}" takes an address like https://registry.example:5000, with http:// for one without TLS.`;
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `https://${address}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (!url || url.hostname === "" || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw hostFileError(file, `"${key}" is no address of a registry`, right);
  }
  if (url.username !== "" || url.password !== "") {
    throw hostFileError(
      file,
      `"${key}" has a name or password in it`,
      "Log in to the host instead; credentials in addresses end up in logs.",
    );
  }
  if (url.search !== "" || url.hash !== "") {
    throw hostFileError(file, `"${key}" has more than a host and a path`, right);
  }
  const path = url.pathname.replaceAll(/\/{2,}/g, "/").replace(/\/$/, "");
  const root = overridePath || path.endsWith("/v2") ? path : `${path}/v2`;
  return { origin: new URL(url.origin), overridePath: root === "/v2" ? undefined : root };
}
