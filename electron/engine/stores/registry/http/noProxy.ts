import net from "node:net";

/**
 * Whether a list like NO_PROXY has a host: a name with all below it, `.name` or `*.name` for what is below it
 * alone, an address, a network in CIDR form, each of the first three with a port if wanted; `*` for all.
 * Commas and spaces part them.
 *
 * Source: Go `golang.org/x/net/http/httpproxy`, `useProxy`.
 */
export function isExempt(url: URL, list: string): boolean {
  const host = bare(url.hostname);
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((rule) => rule !== "" && matches(rule, host, port));
}

function matches(rule: string, host: string, port: string): boolean {
  if (rule === "*") return true;
  if (rule.includes("/")) return inNetwork(rule, host);
  const [, name = "", wantedPort] = /^(\[[^\]]*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(
    net.isIPv6(rule) ? `[${rule}]` : rule,
  ) ?? [undefined, rule];
  if (wantedPort !== undefined && wantedPort !== port) return false;
  const wanted = bare(name);
  if (net.isIP(wanted) !== 0) return net.isIP(host) !== 0 && sameAddress(wanted, host);
  const below = wanted.replace(/^\*(?=\.)/, "");
  if (below === "" || below === ".") return false;
  if (below.startsWith(".")) return host.endsWith(below);
  return host === below || host.endsWith(`.${below}`);
}

function bare(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");
}

function inNetwork(rule: string, host: string): boolean {
  const [, network = "", bits = ""] = /^(.+)\/(\d{1,3})$/.exec(rule) ?? [];
  const family = net.isIP(network);
  if (family === 0 || net.isIP(host) === 0 || Number(bits) > (family === 4 ? 32 : 128))
    return false;
  const block = new net.BlockList();
  block.addSubnet(network, Number(bits), family === 4 ? "ipv4" : "ipv6");
  return block.check(host, net.isIPv6(host) ? "ipv6" : "ipv4");
}

function sameAddress(a: string, b: string): boolean {
  const block = new net.BlockList();
  block.addAddress(a, net.isIPv6(a) ? "ipv6" : "ipv4");
  return block.check(b, net.isIPv6(b) ? "ipv6" : "ipv4");
}
