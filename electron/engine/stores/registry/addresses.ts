import net from "node:net";
import ipaddr from "ipaddr.js";

/** How far an address is from the public Internet. No registry may send requests to a forbidden one. */
export type NetworkZone = "public" | "private" | "loopback" | "forbidden";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * The zones of the IANA special-purpose address ranges, by ipaddr.js's names. Ranges that are missing here are
 * forbidden: unspecified, multicast, reserved, link-local, where clouds serve instance credentials, and tunnels such as
 * Teredo, whose other end may be anywhere.
 */
const rangeZones: Readonly<Record<string, NetworkZone>> = {
  unicast: "public",
  as112: "public",
  as112v6: "public",
  amt: "public",
  private: "private",
  carrierGradeNat: "private",
  uniqueLocal: "private",
  loopback: "loopback",
  // The embedded IPv4 address is checked as well.
  ipv4Mapped: "public",
  rfc6145: "public",
  rfc6052: "public",
  "6to4": "public",
};

/** Addresses outside the link-local range at which clouds serve instance credentials. */
const metadataAddresses: ReadonlySet<string> = new Set([
  "100.100.100.200",
  "168.63.129.16",
  "fd00:ec2::254",
  "fd20:ce::254",
]);

const localTranslation = ipaddr.parseCIDR("64:ff9b:1::/48");

/** From near to far. */
const byDistance: readonly NetworkZone[] = ["forbidden", "loopback", "private", "public"];

/** The zone of an IP address, or of its embedded IPv4 address if that is nearer. */
export function zoneOf(address: string): NetworkZone {
  const bare = address.split("%", 1)[0] ?? "";
  if (!ipaddr.isValid(bare)) {
    return "forbidden";
  }
  const ip = ipaddr.parse(bare);
  const zones = new Set([ip, ...embeddedAddresses(ip)].map(zoneOfRange));
  return byDistance.find((zone) => zones.has(zone)) ?? "forbidden";
}

function zoneOfRange(ip: Address): NetworkZone {
  if (metadataAddresses.has(ip.toString())) {
    return "forbidden";
  }
  // A network translates these to addresses of its choice: RFC 8215.
  if (ip.kind() === "ipv6" && ip.match(localTranslation)) {
    return "private";
  }
  return rangeZones[ip.range()] ?? "forbidden";
}

/**
 * The IPv4 addresses in an IPv6 address: mapped (`::ffff:a.b.c.d`), translated (`::ffff:0:a.b.c.d`, RFC 6145), NAT64
 * (`64:ff9b::/96`, and `64:ff9b:1::/48` of RFC 8215), compatible (`::a.b.c.d`), 6to4 (`2002:…`) and ISATAP
 * (`…:5efe:a.b.c.d`, RFC 5214).
 */
function embeddedAddresses(ip: Address): readonly ipaddr.IPv4[] {
  if (ip.kind() === "ipv4") {
    return [];
  }
  const bytes = ip.toByteArray();
  const { parts } = ip as ipaddr.IPv6;
  const at = (start: number): ipaddr.IPv4 => new ipaddr.IPv4(bytes.slice(start, start + 4));
  const range: string = ip.range();
  if (range === "6to4") {
    return [at(2)];
  }
  const isCompatible = parts.slice(0, 6).every((part) => part === 0) && parts[6] !== 0;
  const isIsatap = parts[5] === 0x5efe && (parts[4] === 0 || parts[4] === 0x200);
  const isTranslated = range === "ipv4Mapped" || range === "rfc6145" || range === "rfc6052";
  return isTranslated || isCompatible || isIsatap ? [at(12)] : [];
}

/** The zone that is farthest from this machine; undefined for an empty list. */
export function farthestZone(zones: readonly NetworkZone[]): NetworkZone | undefined {
  return byDistance.findLast((zone) => zones.includes(zone));
}

/**
 * The zones that a registry in a given zone may refer to: a loopback registry to all, a private one to private and
 * public addresses, a public one to public addresses.
 */
export function zonesAllowedFrom(own: NetworkZone): ReadonlySet<NetworkZone> {
  if (own === "loopback") {
    return new Set(["public", "private", "loopback"]);
  }
  if (own === "private") {
    return new Set(["public", "private"]);
  }
  return new Set(["public"]);
}

/** Whether a host name or IP address of a reference is this machine, where plain HTTP is allowed. */
export function isLoopbackHost(hostname: string): boolean {
  const bare = bareHost(hostname);
  return bare === "localhost" || (net.isIP(bare) !== 0 && zoneOf(bare) === "loopback");
}

/** The host of a URL without the brackets of an IPv6 address. */
export function bareHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, "");
}
