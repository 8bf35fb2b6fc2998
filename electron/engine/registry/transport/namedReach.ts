import dns from "node:dns";
import net from "node:net";
import { bareHost, farthest, type Reach, reachOf } from "./addresses.ts";

/** Milliseconds that a name service is waited for where only a proxy may know the name. */
const longestLookup = 2000;

/** Names that only a local network gives. Source: IANA "Special-Use Domain Names"; ICANN on .internal, .corp, .home. */
const localNames =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa|test|invalid)$/;

/**
 * The reaches of the addresses that a host stands for; where no name service here knows it, what its name tells.
 *
 * @param host a name or an IP, as URLs have it
 */
export async function reachesOf(host: string): Promise<readonly Reach[]> {
  const bare = bareHost(host).replace(/\.$/, "").toLowerCase();
  if (net.isIP(bare) !== 0) return [reachOf(bare)];
  const addresses = await lookUp(bare);
  if (addresses.length > 0) return addresses.map(({ address }) => reachOf(address));
  // Through a proxy, names go out that nothing here can look up: behind one, most of the Internet's.
  return [!bare.includes(".") || localNames.test(bare) ? "private" : "public"];
}

/**
 * How far a host is that was not connected to, as behind a proxy. Of several addresses the farthest counts: a hostile
 * name service can add a near one.
 */
export async function reachOfHost(host: string): Promise<Reach> {
  return farthest(await reachesOf(host)) ?? "public";
}

async function lookUp(name: string): Promise<readonly dns.LookupAddress[]> {
  const { promise, resolve } = Promise.withResolvers<readonly dns.LookupAddress[]>();
  const timer = setTimeout(() => resolve([]), longestLookup);
  dns.lookup(name, { all: true }, (error, addresses) => resolve(error ? [] : addresses));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
