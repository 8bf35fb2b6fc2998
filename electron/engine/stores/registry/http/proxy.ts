import { EngineError } from "../../../errors.ts";
import { isLoopbackHost } from "../addresses.ts";
import { isExempt } from "./noProxy.ts";

/** How to connect to a host. A proxy's URL may contain a user name and password; messages use {@link proxyName}. */
export type Route =
  | { readonly kind: "direct" }
  /** `http:`, `https:` or `socks5:`, which undici's ProxyAgent supports. */
  | { readonly kind: "proxy"; readonly url: URL };

type Environment = Readonly<Record<string, string | undefined>>;

const direct: Route = { kind: "direct" };

/**
 * The route to a URL: direct to this machine and to hosts in NO_PROXY, otherwise through the proxy of the environment or
 * else of the system.
 *
 * Source: Go `golang.org/x/net/http/httpproxy` for the variables, upper case first; curl for ALL_PROXY.
 *
 * @param resolveSystem returns the result of a proxy script, `PROXY host:port; DIRECT`: Electron's
 *   `session.resolveProxy`
 * @throws EngineError if a proxy cannot be used: a direct connection may be what the proxy is there to prevent
 */
export async function proxyFor(
  url: URL,
  env: Environment,
  resolveSystem?: (address: string) => Promise<string>,
): Promise<Route> {
  if (isLoopbackHost(url.hostname)) {
    return direct;
  }
  if (isExempt(url, first(env, "NO_PROXY")?.value ?? "")) {
    return direct;
  }
  const named =
    first(env, url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY") ?? first(env, "ALL_PROXY");
  if (named) {
    return { kind: "proxy", url: parseProxy(named.value, named.name) };
  }
  if (!resolveSystem) {
    return direct;
  }
  // The path is private: a proxy script may log it.
  return parseSystemAnswer(await resolveSystem(`${url.origin}/`), url);
}

/** The URL of a proxy without its user name and password. */
export function proxyName(proxy: URL): string {
  return `${proxy.protocol}//${proxy.host}`;
}

function first(env: Environment, name: string): { name: string; value: string } | undefined {
  for (const spelling of [name, name.toLowerCase()]) {
    const value = env[spelling]?.trim();
    if (value) {
      return { name: spelling, value };
    }
  }
  return undefined;
}

function parseProxy(value: string, variable: string): URL {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  // With SOCKS 5, undici lets the proxy resolve names.
  const address = whole.replace(/^socks5?h?:/i, "socks5:");
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || url.hostname === "" || !/^(?:https?|socks5):$/.test(url.protocol)) {
    // The message does not quote the value, which may contain a password.
    throw new EngineError("input_invalid", `The proxy in ${variable} cannot be used.`, {
      hint: `Set ${variable} to a URL such as http://proxy.example:3128. The schemes https:// and socks5:// are supported too.`,
    });
  }
  return url;
}

const schemes: Readonly<Record<string, string>> = {
  PROXY: "http",
  HTTP: "http",
  HTTPS: "https",
  SOCKS5: "socks5",
};

/** The first supported route of a list such as `PROXY a:3128; SOCKS5 b; DIRECT`. */
function parseSystemAnswer(answer: string, target: URL): Route {
  const entries = answer
    .split(";")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  for (const entry of entries) {
    const [kind = "", host = ""] = entry.split(/\s+/, 2);
    if (kind.toUpperCase() === "DIRECT") {
      return direct;
    }
    const address = `${schemes[kind.toUpperCase()] ?? "unknown"}://${host}`;
    if (!address.startsWith("unknown") && host !== "" && URL.canParse(address)) {
      return { kind: "proxy", url: new URL(address) };
    }
  }
  if (entries.length === 0) {
    return direct;
  }
  throw new EngineError("network", `The system's proxy for ${target.host} cannot be used.`, {
    hint: "HTTP, HTTPS and SOCKS 5 proxies are supported. Set one in HTTPS_PROXY, or add the host to NO_PROXY.",
  });
}
