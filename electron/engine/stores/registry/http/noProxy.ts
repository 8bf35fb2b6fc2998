import net from "node:net";

/**
 * Whether a list in the format of NO_PROXY contains a host. Entries are separated by commas and spaces: a name for
 * itself and its subdomains, `.name` or `*.name` for subdomains only, an IP address, each with an optional port; a
 * network in CIDR notation; `*` for all hosts.
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
  if (rule === "*") {
    return true;
  }
  if (rule.includes("/")) {
    return isInNetwork(rule, host);
  }
  const [, name = "", rulePort] = /^(\[[^\]]*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(
    net.isIPv6(rule) ? `[${rule}]` : rule,
  ) ?? [undefined, rule];
  if (rulePort !== undefined && rulePort !== port) {
    return false;
  }
  const entry = bare(name);
  if (net.isIP(entry) !== 0) {
    return net.isIP(host) !== 0 && isSameAddress(entry, host);
  }
  const suffix = entry.replace(/^\*(?=\.)/, "");
  if (suffix === "" || suffix === ".") {
    return false;
  }
  if (suffix.startsWith(".")) {
    return host.endsWith(suffix);
  }
  return host === suffix || host.endsWith(`.${suffix}`);
}

function bare(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");
}

function isInNetwork(rule: string, host: string): boolean {
  const [, network = "", bits = ""] = /^(.+)\/(\d{1,3})$/.exec(rule) ?? [];
  const family = net.isIP(network);
  if (family === 0 || net.isIP(host) === 0 || Number(bits) > (family === 4 ? 32 : 128)) {
    return false;
  }
  const block = new net.BlockList();
  block.addSubnet(network, Number(bits), family === 4 ? "ipv4" : "ipv6");
  return block.check(host, net.isIPv6(host) ? "ipv6" : "ipv4");
}

function isSameAddress(a: string, b: string): boolean {
  const block = new net.BlockList();
  block.addAddress(a, net.isIPv6(a) ? "ipv6" : "ipv4");
  return block.check(b, net.isIPv6(b) ? "ipv6" : "ipv4");
}
