import path from "node:path";
import { ArchiveStore } from "./archive/archiveStore.ts";
import { LayoutStore } from "./layout/layoutStore.ts";
import { EngineError } from "../errors.ts";
import { isImplied, locationRepository, parseRepository, type Location } from "../oci/location.ts";
import { anonymous, type Credentials } from "./registry/auth/credential.ts";
import { isDockerHub } from "./registry/auth/credentialKeys.ts";
import type { Network } from "./registry/http/network.ts";
import { plainNetwork } from "./registry/machineNetwork.ts";
import { RegistryStore } from "./registry/registryStore.ts";
import type { RateLimit } from "./registry/http/responseHeaders.ts";
import { RegistryClient } from "./registry/http/registryClient.ts";
import { NO_TAG, type Store, type TagOrDigest } from "./store.ts";

interface StoresOptions {
  /** Anonymous by default. */
  readonly credentials?: Credentials;
  /** How to connect to registries. By default without proxies and host settings. */
  readonly network?: Network;
  /** Reject relative paths: the working folder of a desktop app is arbitrary. */
  readonly absolutePaths?: boolean;
  /** Called when a registry states another limit of requests. @param domain as in references */
  readonly onRateLimit?: (domain: string, limit: RateLimit) => void;
}

/** Opens the stores of locations: one store for each repository, one client for each registry. */
export class Stores {
  readonly #credentials: Credentials;
  readonly #network: Network;
  readonly #absolutePaths: boolean;
  readonly #onRateLimit: StoresOptions["onRateLimit"];
  readonly #clients = new Map<string, RegistryClient>();
  readonly #stores = new Map<string, Store>();

  constructor(options: StoresOptions) {
    this.#credentials = options.credentials ?? anonymous;
    this.#network = options.network ?? plainNetwork;
    this.#absolutePaths = options.absolutePaths ?? false;
    this.#onRateLimit = options.onRateLimit;
  }

  /** @throws EngineError `reference_invalid` for a relative path, with `absolutePaths` */
  open(location: Location): Store {
    if (location.kind !== "registry" && this.#absolutePaths) {
      checkAbsolute(location.path);
    }
    // All spellings of a path open the same store, which writes one change at a time.
    const place =
      location.kind === "registry" ? location : { ...location, path: path.resolve(location.path) };
    const name = locationRepository(place);
    const known = this.#stores.get(name);
    if (known) {
      return known;
    }
    const store = this.#make(place);
    this.#stores.set(name, store);
    return store;
  }

  /**
   * Opens a store by its `repository`, which plans contain.
   * @throws EngineError `reference_invalid`
   */
  openRepository(name: string): Store {
    return this.open(parseRepository(name));
  }

  /**
   * Runs work with a store that asks the registry itself and none of its mirrors: what is deleted depends on lists of tags
   * and referrers, and a mirror's may be older.
   * @param name as of `openRepository`
   * @throws EngineError `input_invalid` for a layout or an archive
   */
  async useOrigin<T>(name: string, work: (store: RegistryStore) => Promise<T>): Promise<T> {
    const location = parseRepository(name);
    const store = this.open(location);
    if (location.kind !== "registry" || !(store instanceof RegistryStore)) {
      throw new EngineError("input_invalid", `${name} is not in a registry.`, {
        hint: "What a layout or an archive has is not deleted here.",
      });
    }
    const { domain, path: repository } = location.reference;
    const { endpoints } = await this.client(domain).hostConfig();
    if (endpoints.length === 1) {
      return await work(store);
    }
    const client = this.#createClient(domain, {
      ...this.#network,
      host: async (host) => {
        const config = await this.#network.host(host);
        return { ...config, endpoints: config.endpoints.slice(-1) };
      },
    });
    try {
      return await work(new RegistryStore(client, repository));
    } finally {
      await client.close();
    }
  }

  /** Whether the registry of a location counts reads of manifests. Docker Hub counts each GET, no HEAD. */
  isMetered(location: Location): boolean {
    if (location.kind !== "registry") {
      return false;
    }
    const { domain } = location.reference;
    return isDockerHub(domain) || this.client(domain).rateLimit !== undefined;
  }

  /** Returns the client of a registry, which all its repositories share. */
  client(domain: string): RegistryClient {
    const known = this.#clients.get(domain);
    if (known) {
      return known;
    }
    const client = this.#createClient(domain, this.#network);
    this.#clients.set(domain, client);
    return client;
  }

  #createClient(domain: string, network: Network): RegistryClient {
    return new RegistryClient({
      domain,
      credentials: this.#credentials,
      network,
      onRateLimit: (limit) => this.#onRateLimit?.(domain, limit),
    });
  }

  /** Returns the clients of all registries used so far. */
  clients(): readonly RegistryClient[] {
    return [...this.#clients.values()];
  }

  /**
   * Forgets tokens and credentials, so that the next request looks them up again.
   * @param location only for the registry of the location; by default for all registries used so far
   */
  async forgetLogins(location?: Location): Promise<void> {
    const domain = location?.kind === "registry" ? location.reference.domain : undefined;
    if (location && domain === undefined) {
      return;
    }
    const clients = this.clients().filter((client) => !location || client.domain === domain);
    // A client whose settings cannot be read has made no request.
    await Promise.allSettled(clients.map((client) => client.forgetLogin()));
  }

  /** Runs work; after a failure, the next request to the registry starts with a new challenge, since a login may follow. */
  async forgetLoginsOnFailure<T>(location: Location, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      await this.forgetLogins(location);
      throw error;
    }
  }

  /** Closes all connections and removes unfinished archives. */
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
  if (path.isAbsolute(given)) {
    return;
  }
  throw new EngineError("reference_invalid", `${JSON.stringify(given)} is not an absolute path.`, {
    hint: `Start it with ${path.parse(path.resolve(given)).root}. The app has no working folder.`,
  });
}

/** Returns what to request from the store of a location: its digest, or else its tag. */
export function toTagOrDigest(location: Location): TagOrDigest {
  const { tag, digest } = location.kind === "registry" ? location.reference : location;
  if (digest !== undefined) {
    return { digest };
  }
  return { tag: isImplied(location) ? NO_TAG : (tag ?? "latest") };
}
