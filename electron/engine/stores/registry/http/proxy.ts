import { EngineError } from "../../../errors.ts";
import { isLoopbackHost } from "./addresses.ts";
import { isExempt } from "./noProxy.ts";

/** The way to a host. A proxy's address may hold a name and password: {@link proxyName} is what is shown. */
export type Route =
  | { readonly kind: "direct" }
  /** `http:`, `https:` or `socks5:`, all of which undici's ProxyAgent takes. */
  | { readonly kind: "proxy"; readonly url: URL };

type Environment = Readonly<Record<string, string | undefined>>;

const direct: Route = { kind: "direct" };

/**
 * The way to an address: never a proxy for this machine or what NO_PROXY lists; else the proxy that the
 * environment names; else what the system says.
 *
 * Source: Go `golang.org/x/net/http/httpproxy` for the variables, of which the upper-case one goes first; curl
 * for ALL_PROXY.
 *
 * @param resolveSystem answers as browsers' proxy scripts do, `PROXY host:port; DIRECT`: Electron's
 *   `session.resolveProxy`
 * @throws EngineError where a proxy is named that cannot be used: going around it could be what it is to prevent
 */
export async function proxyFor(
  url: URL,
  env: Environment,
  resolveSystem?: (address: string) => Promise<string>,
): Promise<Route> {
  if (isLoopbackHost(url.hostname)) return direct;
  if (isExempt(url, first(env, "NO_PROXY")?.value ?? "")) return direct;
  const named =
    first(env, url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY") ?? first(env, "ALL_PROXY");
  if (named) return { kind: "proxy", url: parseProxy(named.value, named.name) };
  if (!resolveSystem) return direct;
  // The path is nothing to a proxy script of someone else's.
  return parseSystemAnswer(await resolveSystem(`${url.origin}/`), url);
}

/** A proxy as it may be shown: without the name and password. */
export function proxyName(proxy: URL): string {
  return `${proxy.protocol}//${proxy.host}`;
}

function first(env: Environment, name: string): { name: string; value: string } | undefined {
  for (const spelling of [name, name.toLowerCase()]) {
    const value = env[spelling]?.trim();
    if (value) return { name: spelling, value };
  }
  return undefined;
}

function parseProxy(value: string, variable: string): URL {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  // SOCKS 5 with names looked up by the proxy, which is how undici does it anyway.
  const address = whole.replace(/^socks5?h?:/i, "socks5:");
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || url.hostname === "" || !/^(?:https?|socks5):$/.test(url.protocol)) {
    // The value may hold a password, so it is not quoted.
    throw new EngineError("input_invalid", `The proxy that ${variable} names cannot be used.`, {
      hint: `${variable} takes an address like http://proxy.example:3128; https:// and socks5:// are known too.`,
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

/** The first way of a list like `PROXY a:3128; SOCKS5 b; DIRECT` that can be gone. */
function parseSystemAnswer(answer: string, target: URL): Route {
  const ways = answer
    .split(";")
    .map((way) => way.trim())
    .filter((way) => way !== "");
  for (const way of ways) {
    const [kind = "", host = ""] = way.split(/\s+/, 2);
    if (kind.toUpperCase() === "DIRECT") return direct;
    const address = `${schemes[kind.toUpperCase()] ?? "unknown"}://${host}`;
    if (!address.startsWith("unknown") && host !== "" && URL.canParse(address)) {
      return { kind: "proxy", url: new URL(address) };
    }
  }
  if (ways.length === 0) return direct;
  throw new EngineError(
    "network",
    `The system's settings send ${target.host} through a proxy that cannot be used.`,
    {
      hint: "HTTP, HTTPS and SOCKS 5 proxies are known. Name one in HTTPS_PROXY, or exempt the host in NO_PROXY.",
    },
  );
}
