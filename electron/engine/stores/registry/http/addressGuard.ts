import dns from "node:dns";
import net from "node:net";
import { EngineError } from "../../../errors.ts";
import { bareHost, type NetworkZone, zoneOf, zonesAllowedFrom } from "../addresses.ts";
import { ConnectedZones } from "./connectedZones.ts";
import { redactUrl } from "../../../redact.ts";
import { ResolvedZones } from "./resolvedZones.ts";

/**
 * Checks the URLs that a registry refers to (token realms, redirects, upload locations, next pages), so that it
 * cannot send requests into networks that it is not part of itself (CVE-2026-48978, CVE-2026-33990).
 */
export class AddressGuard {
  readonly #origin: URL;
  readonly #connected = new ConnectedZones();
  readonly #resolved = new ResolvedZones();

  /** @param origin of the registry */
  constructor(origin: URL) {
    this.#origin = origin;
  }

  /** Whether a URL has the registry's own scheme, host and port (GHSA-vh4v-2xq2-g5cg). */
  isOwn(url: URL): boolean {
    return url.origin === this.#origin.origin;
  }

  /** Records a connection to the registry itself: its address decides which zones are allowed. */
  recordConnection(socket: net.Socket): void {
    this.#connected.record(socket);
  }

  /**
   * Checks a URL from a response before a request is sent there: HTTPS unless the registry itself uses HTTP, no user
   * info, no address in a nearer zone than the registry's. Names are checked when a connection is made. A URL of the
   * registry's own host keeps the registry's scheme, since a registry behind a TLS proxy may name itself with `http://`.
   *
   * @param base the URL of the response, for relative locations
   * @throws EngineError `unsafe_address`; `registry_invalid` if it is not a URL
   */
  async check(location: string, base: URL): Promise<URL> {
    if (!URL.canParse(location, base.href)) {
      throw new EngineError("registry_invalid", `${base.host} refers to an invalid URL.`);
    }
    const url = new URL(location, base);
    if (this.#isOwnWithoutTls(url)) {
      return new URL(url.pathname + url.search, this.#origin);
    }
    if (this.isOwn(url)) {
      return url;
    }
    const isPlain = url.protocol === "http:" && this.#origin.protocol === "http:";
    if ((url.protocol !== "https:" && !isPlain) || url.username !== "" || url.password !== "") {
      throw unsafeAddress(redactUrl(url), redactUrl(url));
    }
    const host = bareHost(url.hostname);
    // A connection to an IP address makes no DNS lookup, so `lookup` would not check it.
    if (net.isIP(host) !== 0 && !(await this.#allowedZones()).has(zoneOf(host))) {
      throw unsafeAddress(url.host, host);
    }
    return url;
  }

  /** Checks a URL that is requested through a proxy, which resolves the name itself. @throws EngineError `unsafe_address` */
  async checkProxied(url: URL): Promise<void> {
    const [allowed, zones] = await Promise.all([
      this.#allowedZones(),
      this.#resolved.all(url.hostname),
    ]);
    if (!zones.every((zone) => allowed.has(zone))) {
      throw unsafeAddress(url.host, url.host);
    }
  }

  /** A DNS lookup for connections to hosts that the registry refers to. */
  readonly lookup: net.LookupFunction = guardedLookup(() => this.#allowedZones());

  /** Whether a URL differs from the registry's own only in TLS; nginx's `$host` drops the port as well. */
  #isOwnWithoutTls(url: URL): boolean {
    if (this.#origin.protocol !== "https:" || url.protocol !== "http:") {
      return false;
    }
    const hasUserInfo = url.username !== "" || url.password !== "";
    const isSamePort = url.port === "" || url.port === this.#origin.port;
    return !hasUserInfo && url.hostname === this.#origin.hostname && isSamePort;
  }

  /** Decided by the addresses of the registry's connections, or by its name if there are none. */
  async #allowedZones(): Promise<ReadonlySet<NetworkZone>> {
    return zonesAllowedFrom(
      this.#connected.current() ?? (await this.#resolved.farthest(this.#origin.hostname)),
    );
  }
}

/**
 * A DNS lookup that fails if any address of the name is in a zone that is not allowed. It runs when the connection is
 * made, so that a name server gains nothing by a different answer to a second lookup (CVE-2026-48978,
 * go-containerregistry#2440).
 *
 * @param allowedZones called for each lookup
 */
export function guardedLookup(
  allowedZones: () => Promise<ReadonlySet<NetworkZone>>,
): net.LookupFunction {
  return (hostname, options, callback) => {
    const finish = async (addresses: readonly dns.LookupAddress[]): Promise<void> => {
      let allowed: ReadonlySet<NetworkZone>;
      try {
        allowed = await allowedZones();
      } catch (reason) {
        return callback(reason as Error, [], 0);
      }
      const unsafe = addresses.find(({ address }) => !allowed.has(zoneOf(address)));
      if (unsafe) {
        return callback(unsafeAddress(hostname, unsafe.address), [], 0);
      }
      if (options.all) {
        return callback(null, [...addresses]);
      }
      const first = addresses[0];
      if (!first) {
        return callback(new Error(`no address for ${hostname}`), [], 0);
      }
      return callback(null, first.address, first.family);
    };
    dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) {
        callback(error, [], 0);
      } else {
        void finish(addresses);
      }
    });
  };
}

function unsafeAddress(host: string, address: string): EngineError {
  const resolved = host === address ? "" : ` (${address})`;
  return new EngineError(
    "unsafe_address",
    `The registry refers to ${host}${resolved}, an address it must not use.`,
    {
      hint: "A registry must not refer to this machine or the local network from outside. If this registry is yours, check its token realm and storage URLs.",
    },
  );
}
