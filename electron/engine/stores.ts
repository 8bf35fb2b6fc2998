import path from "node:path";
import { LayoutStore } from "./layout/layoutStore.ts";
import { locationRepository, type Location } from "./oci/location.ts";
import type { Credentials } from "./registry/auth/credential.ts";
import { RegistryStore } from "./registry/registryStore.ts";
import { RegistryClient } from "./registry/transport/client.ts";
import type { Store, TagOrDigest } from "./store.ts";

/** Opens the store of a location; one store a repository, one client a registry, however often asked. */
export class Stores {
  readonly #credentials: Credentials;
  readonly #clients = new Map<string, RegistryClient>();
  readonly #stores = new Map<string, Store>();

  constructor(options: { readonly credentials: Credentials }) {
    this.#credentials = options.credentials;
  }

  open(location: Location): Store {
    const name = locationRepository(location);
    const known = this.#stores.get(name);
    if (known) return known;
    const store =
      location.kind === "layout"
        ? new LayoutStore(path.resolve(location.path))
        : this.#openRepository(location.reference);
    this.#stores.set(name, store);
    return store;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client.close()));
  }

  #openRepository(reference: { readonly domain: string; readonly path: string }): Store {
    const { domain } = reference;
    let client = this.#clients.get(domain);
    if (!client) {
      client = new RegistryClient({ domain, credentials: this.#credentials });
      this.#clients.set(domain, client);
    }
    return new RegistryStore(client, reference.path);
  }
}

/** What a location asks its store for: the digest where it has one, whatever its tag says. */
export function targetOf(location: Location): TagOrDigest {
  const { tag, digest } = location.kind === "layout" ? location : location.reference;
  return digest === undefined ? { tag: tag ?? "latest" } : { digest };
}
