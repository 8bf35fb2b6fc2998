import dns from "node:dns";
import net from "node:net";
import { bareHost, farthestZone, type NetworkZone, zoneOf } from "../addresses.ts";
import { proxiedLookupTimeout } from "./timeouts.ts";

/** Milliseconds for which the addresses of a name are cached. */
const cachedFor = 60_000;
/**
 * Milliseconds for which an unknown name is cached. Looking it up again may be slow, but it may resolve as soon as the
 * machine joins another network.
 */
const unknownCachedFor = 5000;
/** Maximum number of cached names. */
const maxNames = 1000;

/** Names that resolve in a local network only. Source: IANA "Special-Use Domain Names"; ICANN on .internal, .corp, .home. */
const localNames =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa|test|invalid)$/;

interface CachedName {
  readonly zones: Promise<readonly NetworkZone[]>;
  /** Milliseconds since the epoch; infinite during the lookup. */
  until: number;
}

/**
 * The network zones of hosts that this machine does not connect to itself, as behind a proxy. Results are cached for a
 * minute. Direct connections are checked when they are made and do not use these results.
 */
export class ResolvedZones {
  readonly #cache = new Map<string, CachedName>();

  /**
   * The zones of all addresses of a host, or a guess from its name if it does not resolve here.
   * @param host a name or an IP address as in a URL
   */
  async all(host: string): Promise<readonly NetworkZone[]> {
    const name = bareHost(host).replace(/\.$/, "").toLowerCase();
    if (net.isIP(name) !== 0) {
      return [zoneOf(name)];
    }
    const cached = this.#cache.get(name);
    if (cached && Date.now() < cached.until) {
      return await cached.zones;
    }
    return await this.#lookUp(name).zones;
  }

  /** The farthest zone of a host's addresses, since a hostile name server can add a near address. */
  async farthest(host: string): Promise<NetworkZone> {
    return farthestZone(await this.all(host)) ?? "public";
  }

  /** Looks a name up; after a timeout the guess from the name holds until the lookup completes. */
  #lookUp(name: string): CachedName {
    const guess = [guessZone(name)];
    const resolved = lookUp(name).then((addresses) =>
      addresses.map(({ address }) => zoneOf(address)),
    );
    const timeout = Promise.withResolvers<readonly NetworkZone[]>();
    const timer = setTimeout(() => timeout.resolve(guess), proxiedLookupTimeout);
    const zones = Promise.race([resolved, timeout.promise]).then((found) =>
      found.length > 0 ? found : guess,
    );
    const entry: CachedName = { zones, until: Infinity };
    this.#store(name, entry);
    void zones.then((found) => {
      entry.until = Date.now() + (found === guess ? unknownCachedFor : cachedFor);
    });
    void resolved.then((found) => {
      clearTimeout(timer);
      // A late result replaces the guess unless a newer lookup has begun.
      if (found.length > 0 && this.#cache.get(name) === entry) {
        this.#store(name, { zones: resolved, until: Date.now() + cachedFor });
      }
    });
    return entry;
  }

  #store(name: string, entry: CachedName): void {
    if (this.#cache.size >= maxNames) {
      this.#cache.clear();
    }
    this.#cache.set(name, entry);
  }
}

/** A proxy also resolves names that are unknown here; behind a proxy, most of the Internet's are. */
function guessZone(name: string): NetworkZone {
  return !name.includes(".") || localNames.test(name) ? "private" : "public";
}

/** @returns none if the name does not resolve */
async function lookUp(name: string): Promise<readonly dns.LookupAddress[]> {
  const { promise, resolve } = Promise.withResolvers<readonly dns.LookupAddress[]>();
  dns.lookup(name, { all: true }, (error, addresses) => resolve(error ? [] : addresses));
  return await promise;
}
