import dns from "node:dns";
import net from "node:net";
import { bareHost, farthest, type Reach, reachOf } from "./addresses.ts";

/** Milliseconds that a name service is waited for where only a proxy may know the name. */
const longestLookup = 2000;
/** Milliseconds for which the addresses of a name are remembered. */
const remembered = 60_000;
/**
 * Milliseconds for which a name is not looked up again that no name service knew: it may take long to say so, and it may
 * know the name as soon as another network is connected to.
 */
const guessed = 5000;
/** Names that are remembered: a registry may send us to many. */
const mostNames = 1000;

/** Names that only a local network gives. Source: IANA "Special-Use Domain Names"; ICANN on .internal, .corp, .home. */
const localNames =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa|test|invalid)$/;

/** What is known of a name: what its addresses tell, or what it looks like itself. */
interface Known {
  readonly reaches: Promise<readonly Reach[]>;
  /** Milliseconds since the epoch; none as long as it is looked up. */
  until: number;
}

/**
 * How far hosts are that are not connected to from here, as behind a proxy. A name with addresses is looked up once a
 * minute at most. What is connected to is judged at that moment, and not by this.
 */
export class NamedReach {
  readonly #known = new Map<string, Known>();

  /**
   * The reaches of the addresses that a host stands for; where no name service here knows it, what its name tells.
   *
   * @param host a name or an IP, as URLs have it
   */
  async all(host: string): Promise<readonly Reach[]> {
    const bare = bareHost(host).replace(/\.$/, "").toLowerCase();
    if (net.isIP(bare) !== 0) return [reachOf(bare)];
    const known = this.#known.get(bare);
    if (known && Date.now() < known.until) return await known.reaches;
    return await this.#lookUp(bare).reaches;
  }

  /**
   * How far a host is. Of several addresses the farthest counts: a hostile name service can add a near one.
   */
  async farthest(host: string): Promise<Reach> {
    return farthest(await this.all(host)) ?? "public";
  }

  /** Look a name up; where there is no answer in time, its name is what tells until there is one. */
  #lookUp(name: string): Known {
    const guess = [reachOfName(name)];
    const looked = lookUp(name).then((addresses) =>
      addresses.map(({ address }) => reachOf(address)),
    );
    const late = Promise.withResolvers<readonly Reach[]>();
    const timer = setTimeout(() => late.resolve(guess), longestLookup);
    const reaches = Promise.race([looked, late.promise]).then((found) =>
      found.length > 0 ? found : guess,
    );
    const asked: Known = { reaches, until: Infinity };
    this.#remember(name, asked);
    void reaches.then((found) => {
      asked.until = Date.now() + (found === guess ? guessed : remembered);
    });
    void looked.then((found) => {
      clearTimeout(timer);
      // An answer that comes late counts from then on, unless the name was looked up again meanwhile.
      if (found.length > 0 && this.#known.get(name) === asked)
        this.#remember(name, { reaches: looked, until: Date.now() + remembered });
    });
    return asked;
  }

  #remember(name: string, known: Known): void {
    if (this.#known.size >= mostNames) this.#known.clear();
    this.#known.set(name, known);
  }
}

/** How far a name looks. Through a proxy, names go out that nothing here can look up: behind one, most of the Internet's. */
function reachOfName(name: string): Reach {
  return !name.includes(".") || localNames.test(name) ? "private" : "public";
}

/** @returns none where no name service knows it */
async function lookUp(name: string): Promise<readonly dns.LookupAddress[]> {
  const { promise, resolve } = Promise.withResolvers<readonly dns.LookupAddress[]>();
  dns.lookup(name, { all: true }, (error, addresses) => resolve(error ? [] : addresses));
  return await promise;
}
