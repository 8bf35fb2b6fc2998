import dns from "node:dns";
import net from "node:net";
import { EngineError } from "../../failure.ts";

/** How far from the public Internet an address is. */
export type Reach = "public" | "private" | "loopback" | "forbidden";

const forbidden = new net.BlockList();
// Link-local, where clouds serve instance credentials; "this network"; multicast and reserved ranges.
for (const [network, bits] of [
  ["169.254.0.0", 16],
  ["0.0.0.0", 8],
  ["224.0.0.0", 3],
] as const) {
  forbidden.addSubnet(network, bits, "ipv4");
}
for (const [network, bits] of [
  ["fe80::", 10],
  ["ff00::", 8],
] as const) {
  forbidden.addSubnet(network, bits, "ipv6");
}
forbidden.addAddress("::", "ipv6");
// The metadata service of one cloud lives in its unique-local range.
forbidden.addAddress("fd00:ec2::254", "ipv6");

const privateRanges = new net.BlockList();
for (const [network, bits] of [
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["100.64.0.0", 10],
] as const) {
  privateRanges.addSubnet(network, bits, "ipv4");
}
privateRanges.addSubnet("fc00::", 7, "ipv6");

const loopback = new net.BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Classify an IP address. An IPv4 address mapped into IPv6 counts as the IPv4 address that it is. */
export function reachOf(address: string): Reach {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const ip = mapped ?? address;
  const family = net.isIPv6(ip) ? "ipv6" : "ipv4";
  if (forbidden.check(ip, family)) return "forbidden";
  if (loopback.check(ip, family)) return "loopback";
  if (privateRanges.check(ip, family)) return "private";
  return "public";
}

/** Whether a host name or IP of a reference means this machine, where plain HTTP is fine. */
export function isLoopbackHost(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, "");
  return bare === "localhost" || (net.isIP(bare) !== 0 && reachOf(bare) === "loopback");
}

/**
 * A DNS lookup for addresses that a registry sent us to (token realms, redirects, upload locations).
 *
 * Checks every address at the moment of connecting, so that a name which answers differently the second time
 * gains nothing (CVE-2026-48978, go-containerregistry#2440). A registry on a private network may send us to
 * that network, one on this machine to this machine; a public one to neither.
 *
 * @param allowed the reaches that are as near as the registry's own
 */
export function guardedLookup(allowed: ReadonlySet<Reach>): net.LookupFunction {
  return (hostname, options, callback) => {
    dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, [], 0);
      const bad = addresses.find(({ address }) => !allowed.has(reachOf(address)));
      if (bad) return callback(unsafeAddress(hostname, bad.address), [], 0);
      if (options.all) return callback(null, addresses);
      const first = addresses[0];
      if (!first) return callback(new Error(`no address for ${hostname}`), [], 0);
      return callback(null, first.address, first.family);
    });
  };
}

/** The error for an address that a registry may not send us to. */
export function unsafeAddress(host: string, address: string): EngineError {
  const means = host === address ? "" : ` (${address})`;
  return new EngineError(
    "unsafe_address",
    `The registry sends us to ${host}${means}, where it has no business.`,
    {
      hint: "A registry may not point into this machine or the local network from outside. If this registry is yours, check its token realm and storage addresses.",
    },
  );
}

/**
 * The reaches that a registry may send us to, by where it stands itself.
 * @param host the registry's host name or IP, without a port
 */
export async function reachesFrom(host: string): Promise<ReadonlySet<Reach>> {
  const bare = host.replace(/^\[|\]$/g, "");
  const addresses = net.isIP(bare)
    ? [{ address: bare }]
    : await dns.promises.lookup(bare, { all: true });
  const own = new Set(addresses.map(({ address }) => reachOf(address)));
  const allowed = new Set<Reach>(["public"]);
  if (own.has("private")) allowed.add("private");
  if (own.has("loopback")) allowed.add("private").add("loopback");
  return allowed;
}
