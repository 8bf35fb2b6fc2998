import dns from "node:dns";
import net from "node:net";
import { EngineError } from "../../failure.ts";

/** How far from the public Internet an address is. */
export type Reach = "public" | "private" | "loopback" | "forbidden";

const forbidden = new net.BlockList();
// "This network"; link-local, where clouds serve instance credentials; protocol assignments; benchmarks;
// multicast and reserved. Source: IANA special-purpose address registries.
const forbidden4 = [
  ["0.0.0.0", 8],
  ["169.254.0.0", 16],
  ["192.0.0.0", 24],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const;
for (const [network, bits] of forbidden4) forbidden.addSubnet(network, bits, "ipv4");
// Unspecified and IPv4-compatible; site-local and link-local; multicast.
const forbidden6 = [
  ["::", 128],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
] as const;
for (const [network, bits] of forbidden6) forbidden.addSubnet(network, bits, "ipv6");
// Where clouds answer their machines with credentials outside the link-local range.
for (const metadata of ["100.100.100.200", "168.63.129.16"]) forbidden.addAddress(metadata, "ipv4");
for (const metadata of ["fd00:ec2::254", "fd20:ce::254"]) forbidden.addAddress(metadata, "ipv6");

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

/** Classify an IP address. An IPv4 address wrapped in an IPv6 one counts as the IPv4 address that it is. */
export function reachOf(address: string): Reach {
  const ip = unwrap(address);
  const family = net.isIPv6(ip) ? "ipv6" : "ipv4";
  if (forbidden.check(ip, family)) return "forbidden";
  if (loopback.check(ip, family)) return "loopback";
  if (privateRanges.check(ip, family)) return "private";
  return "public";
}

/** The IPv4 address inside a mapped (::ffff:), compatible (::), NAT64 (64:ff9b::) or 6to4 (2002:) address. */
function unwrap(address: string): string {
  if (!net.isIPv6(address)) return address;
  const groups = expand(address.split("%", 1)[0] ?? "");
  const head = groups.slice(0, 6).join(":");
  const low = groups.slice(6);
  const isLow =
    head === "0:0:0:0:0:ffff" ||
    head === "64:ff9b:0:0:0:0" ||
    (head === "0:0:0:0:0:0" && low[0] !== "0");
  if (isLow) return toIPv4(low);
  return groups[0] === "2002" ? toIPv4(groups.slice(1, 3)) : address;
}

function toIPv4(groups: readonly string[]): string {
  return groups
    .map((group) => Number.parseInt(group, 16))
    .flatMap((value) => [value >> 8, value & 0xff])
    .join(".");
}

/** The eight groups of an IPv6 address, without leading zeros. */
function expand(address: string): readonly string[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const plain = dotted
    ? `${dotted[1]}${hex(dotted[2], dotted[3])}:${hex(dotted[4], dotted[5])}`
    : address.toLowerCase();
  const [left = "", right] = plain.split("::");
  const start = left === "" ? [] : left.split(":");
  const end = right === undefined || right === "" ? [] : right.split(":");
  const gap = right === undefined ? 0 : 8 - start.length - end.length;
  const groups = [...start, ...Array.from({ length: gap }, () => "0"), ...end];
  return groups.map((group) => Number.parseInt(group, 16).toString(16));
}

function hex(high: string | undefined, low: string | undefined): string {
  return (Number(high) * 256 + Number(low)).toString(16);
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
