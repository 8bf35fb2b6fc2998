import dns from "node:dns";
import net from "node:net";
import { bareHost, farthest, type Reach, reachOf } from "./addresses.ts";

/** Milliseconds that a name service is waited for where only a proxy may know the name. */
const longestLookup = 2000;
/** Milliseconds for which the reaches of a name are remembered, also where no name service knew it. */
const remembered = 60_000;
/** Names that are remembered: a registry may send us to many. */
const mostNames = 1000;

/** Names that only a local network gives. Source: IANA "Special-Use Domain Names"; ICANN on .internal, .corp, .home. */
const localNames =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa|test|invalid)$/;

/**
 * How far hosts are that are not connected to from here, as behind a proxy. A name is looked up once a minute at most:
 * where the name service here does not know it, it may take long to say so. What is connected to is judged at that
 * moment, and not by this.
 */
export class NamedReach {
  readonly #known = new Map<string, { reaches: Promise<readonly Reach[]>; until: number }>();

  /**
   * The reaches of the addresses that a host stands for; where no name service here knows it, what its name tells.
   *
   * @param host a name or an IP, as URLs have it
   */
  async all(host: string): Promise<readonly Reach[]> {
    const bare = bareHost(host).replace(/\.$/, "").toLowerCase();
    if (net.isIP(bare) !== 0) return [reachOf(bare)];
    const now = Date.now();
    const known = this.#known.get(bare);
    if (known && now < known.until) return await known.reaches;
    if (this.#known.size >= mostNames) this.#known.clear();
    const reaches = reachesOfName(bare);
    this.#known.set(bare, { reaches, until: now + remembered });
    return await reaches;
  }

  /**
   * How far a host is. Of several addresses the farthest counts: a hostile name service can add a near one.
   */
  async farthest(host: string): Promise<Reach> {
    return farthest(await this.all(host)) ?? "public";
  }
}

async function reachesOfName(name: string): Promise<readonly Reach[]> {
  const addresses = await lookUp(name);
  if (addresses.length > 0) return addresses.map(({ address }) => reachOf(address));
  // Through a proxy, names go out that nothing here can look up: behind one, most of the Internet's.
  return [!name.includes(".") || localNames.test(name) ? "private" : "public"];
}

/** @returns none where there is no answer in time */
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
