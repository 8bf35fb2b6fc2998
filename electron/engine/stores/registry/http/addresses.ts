import dns from "node:dns";
import net from "node:net";
import ipaddr from "ipaddr.js";
import { EngineError } from "../../../errors.ts";

/** How far from the public Internet an address is. */
export type Reach = "public" | "private" | "loopback" | "forbidden";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * What the ranges of the IANA special-purpose address registries are to us, by ipaddr.js's names for them; those
 * that are not here are forbidden: unspecified, multicast, reserved, link-local, where clouds serve instance
 * credentials, and tunnels such as Teredo, whose other end may be anywhere.
 */
const reaches: Readonly<Record<string, Reach>> = {
  unicast: "public",
  as112: "public",
  as112v6: "public",
  amt: "public",
  private: "private",
  carrierGradeNat: "private",
  uniqueLocal: "private",
  loopback: "loopback",
  // As far as the IPv4 address that they carry.
  ipv4Mapped: "public",
  rfc6145: "public",
  rfc6052: "public",
  "6to4": "public",
};

/** Where clouds answer their machines with credentials outside the link-local range. */
const metadata: ReadonlySet<string> = new Set([
  "100.100.100.200",
  "168.63.129.16",
  "fd00:ec2::254",
  "fd20:ce::254",
]);

const localTranslation = ipaddr.parseCIDR("64:ff9b:1::/48");

/** From here on outwards. */
const outwards: readonly Reach[] = ["forbidden", "loopback", "private", "public"];

/** Classify an IP address. One that carries an IPv4 address is no farther than that one. */
export function reachOf(address: string): Reach {
  const bare = address.split("%", 1)[0] ?? "";
  if (!ipaddr.isValid(bare)) return "forbidden";
  const ip = ipaddr.parse(bare);
  return nearest([ip, ...carried(ip)].map((each) => rangeReach(each)));
}

function rangeReach(ip: Address): Reach {
  if (metadata.has(ip.toString())) return "forbidden";
  // What a network translates by rules of its own may be anywhere in it: RFC 8215.
  if (ip.kind() === "ipv6" && ip.match(localTranslation)) return "private";
  return reaches[ip.range()] ?? "forbidden";
}

/**
 * The IPv4 addresses that an IPv6 address carries: mapped (`::ffff:a.b.c.d`), translated (`::ffff:0:a.b.c.d`, RFC
 * 6145), NAT64 (`64:ff9b::/96`, and `64:ff9b:1::/48` of RFC 8215), compatible (`::a.b.c.d`), 6to4 (`2002:…`) and
 * ISATAP (`…:5efe:a.b.c.d`, RFC 5214).
 */
function carried(ip: Address): readonly ipaddr.IPv4[] {
  if (ip.kind() === "ipv4") return [];
  const bytes = ip.toByteArray();
  const { parts } = ip as ipaddr.IPv6;
  const at = (start: number): ipaddr.IPv4 => new ipaddr.IPv4(bytes.slice(start, start + 4));
  const range: string = ip.range();
  if (range === "6to4") return [at(2)];
  const isCompatible = parts.slice(0, 6).every((part) => part === 0) && parts[6] !== 0;
  const isIsatap = parts[5] === 0x5efe && (parts[4] === 0 || parts[4] === 0x200);
  const isTranslated = range === "ipv4Mapped" || range === "rfc6145" || range === "rfc6052";
  return isTranslated || isCompatible || isIsatap ? [at(12)] : [];
}

/** The reach that is least far from here. */
function nearest(of: readonly Reach[]): Reach {
  return outwards.find((reach) => of.includes(reach)) ?? "forbidden";
}

/** The reach that is farthest from here; undefined of none. */
export function farthest(of: readonly Reach[]): Reach | undefined {
  return outwards.findLast((reach) => of.includes(reach));
}

/** Whether a host name or IP of a reference means this machine, where plain HTTP is fine. */
export function isLoopbackHost(hostname: string): boolean {
  const bare = bareHost(hostname);
  return bare === "localhost" || (net.isIP(bare) !== 0 && reachOf(bare) === "loopback");
}

/** A host of a URL, without the brackets of an IPv6 address. */
export function bareHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, "");
}

/**
 * A DNS lookup for addresses that a registry sent us to (token realms, redirects, upload locations).
 *
 * Checks every address at the moment of connecting, so that a name which answers differently the second time
 * gains nothing (CVE-2026-48978, go-containerregistry#2440).
 *
 * @param allowed asked at each look-up for the reaches that are as near as the registry's own
 */
export function guardedLookup(allowed: () => Promise<ReadonlySet<Reach>>): net.LookupFunction {
  return (hostname, options, callback) => {
    const judge = async (addresses: readonly dns.LookupAddress[]): Promise<void> => {
      let near: ReadonlySet<Reach>;
      try {
        near = await allowed();
      } catch (reason) {
        return callback(reason as Error, [], 0);
      }
      const bad = addresses.find(({ address }) => !near.has(reachOf(address)));
      if (bad) return callback(unsafeAddress(hostname, bad.address), [], 0);
      if (options.all) return callback(null, [...addresses]);
      const first = addresses[0];
      if (!first) return callback(new Error(`no address for ${hostname}`), [], 0);
      return callback(null, first.address, first.family);
    };
    dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) callback(error, [], 0);
      else void judge(addresses);
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
 * The reaches that a registry may send us to: one on a private network to that network, one on this machine to this
 * machine, a public one to neither.
 */
export function reachesFrom(own: Reach): ReadonlySet<Reach> {
  if (own === "loopback") return new Set(["public", "private", "loopback"]);
  if (own === "private") return new Set(["public", "private"]);
  return new Set(["public"]);
}
