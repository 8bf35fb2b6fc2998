import path from "node:path";
import { LayoutStore } from "./layout/layoutStore.ts";
import { locationRepository, parseLocation, type Location } from "./oci/location.ts";
import type { Credentials } from "./registry/auth/credential.ts";
import { type Network, plainNetwork } from "./registry/network.ts";
import { RegistryStore } from "./registry/registryStore.ts";
import { RegistryClient } from "./registry/transport/client.ts";
import type { Store, TagOrDigest } from "./store.ts";

/** Opens the store of a location; one store a repository, one client a registry, however often asked. */
export class Stores {
  readonly #credentials: Credentials;
  readonly #network: Network;
  readonly #clients = new Map<string, RegistryClient>();
  readonly #stores = new Map<string, Store>();

  /** @param options.network how registries are reached; without it, plainly */
  constructor(options: { readonly credentials: Credentials; readonly network?: Network }) {
    this.#credentials = options.credentials;
    this.#network = options.network ?? plainNetwork;
  }

  open(location: Location): Store {
    const name = locationRepository(location);
    const known = this.#stores.get(name);
    if (known) return known;
    const store =
      location.kind === "layout"
        ? new LayoutStore(path.resolve(location.path))
        : new RegistryStore(this.client(location.reference.domain), location.reference.path);
    this.#stores.set(name, store);
    return store;
  }

  /**
   * Open a store by its own name for itself, as plans have it.
   * @throws EngineError `reference_invalid`
   */
  openRepository(name: string): Store {
    // With a tag behind it, a colon in a folder's name is not taken for one.
    return this.open(parseLocation(`${name}:latest`));
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

  async close(): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client.close()));
  }
}

/** What a location asks its store for: the digest where it has one, whatever its tag says. */
export function targetOf(location: Location): TagOrDigest {
  const { tag, digest } = location.kind === "layout" ? location : location.reference;
  return digest === undefined ? { tag: tag ?? "latest" } : { digest };
}
