import path from "node:path";
import { ArchiveStore } from "./archive/archiveStore.ts";
import { LayoutStore } from "./layout/layoutStore.ts";
import { EngineError } from "../errors.ts";
import { isImplied, locationRepository, parseRepository, type Location } from "../oci/location.ts";
import { anonymous, type Credentials } from "./registry/auth/credential.ts";
import { type Network, plainNetwork } from "./registry/network.ts";
import { RegistryStore } from "./registry/registryStore.ts";
import { RegistryClient } from "./registry/http/registryClient.ts";
import { NO_TAG, type Store, type TagOrDigest } from "./store.ts";

/** Opens the store of a location; one store a repository, one client a registry, however often asked. */
export class Stores {
  readonly #credentials: Credentials;
  readonly #network: Network;
  readonly #wholePaths: boolean;
  readonly #clients = new Map<string, RegistryClient>();
  readonly #stores = new Map<string, Store>();

  /**
   * @param options.network how registries are reached; without it, plainly
   * @param options.wholePaths whether paths must be whole: a program with windows works in a folder that nobody chose
   */
  constructor(options: {
    /** Without them, registries are asked anonymously. */
    readonly credentials?: Credentials;
    readonly network?: Network;
    readonly wholePaths?: boolean;
  }) {
    this.#credentials = options.credentials ?? anonymous;
    this.#network = options.network ?? plainNetwork;
    this.#wholePaths = options.wholePaths ?? false;
  }

  /** @throws EngineError `reference_invalid` for a path that must be whole and is not */
  open(location: Location): Store {
    if (location.kind !== "registry" && this.#wholePaths) checkAbsolute(location.path);
    // One path written in two ways is one store, so that nothing is written to it twice at once.
    const place =
      location.kind === "registry" ? location : { ...location, path: path.resolve(location.path) };
    const name = locationRepository(place);
    const known = this.#stores.get(name);
    if (known) return known;
    const store = this.#make(place);
    this.#stores.set(name, store);
    return store;
  }

  /**
   * Open a store by its own name for itself, as plans have it.
   * @throws EngineError `reference_invalid`
   */
  openRepository(name: string): Store {
    return this.open(parseRepository(name));
  }

  /** The client of a registry, the same for all its repositories. */
  client(domain: string): RegistryClient {
    const known = this.#clients.get(domain);
    if (known) return known;
    const client = new RegistryClient({
      domain,
      credentials: this.#credentials,
      network: this.#network,
    });
    this.#clients.set(domain, client);
    return client;
  }

  /** The clients of the registries that were asked so far. */
  clients(): readonly RegistryClient[] {
    return [...this.#clients.values()];
  }

  /**
   * Begin with a new challenge and look credentials up anew: somebody tries again.
   * @param location whose registry is meant; without it, all that were asked
   */
  async forgetLogins(location?: Location): Promise<void> {
    const domain = location?.kind === "registry" ? location.reference.domain : undefined;
    if (location && domain === undefined) return;
    const clients = this.clients().filter((client) => !location || client.domain === domain);
    // A registry whose settings cannot be read was not asked.
    await Promise.allSettled(clients.map((client) => client.forgetLogin()));
  }

  async close(): Promise<void> {
    const archives = [...this.#stores.values()].filter((store) => store instanceof ArchiveStore);
    await Promise.all([...this.#clients.values(), ...archives].map((each) => each.close()));
  }

  #make(location: Location): Store {
    switch (location.kind) {
      case "registry":
        return new RegistryStore(this.client(location.reference.domain), location.reference.path);
      case "layout":
        return new LayoutStore(location.path);
      case "archive":
        return new ArchiveStore(location.format, location.path);
    }
  }
}

function checkAbsolute(given: string): void {
  if (path.isAbsolute(given)) return;
  throw new EngineError("reference_invalid", `${JSON.stringify(given)} is not a whole path.`, {
    hint: `Write it from ${path.parse(path.resolve(given)).root} on: there is no folder here that it could start from.`,
  });
}

/** What a location asks its store for: the digest where it has one, whatever its tag says. */
export function toTagOrDigest(location: Location): TagOrDigest {
  const { tag, digest } = location.kind === "registry" ? location.reference : location;
  if (digest !== undefined) return { digest };
  return { tag: isImplied(location) ? NO_TAG : (tag ?? "latest") };
}
