import type { RegistryClient } from "./http/registryClient.ts";

/** One repository of a registry. */
export interface Repository {
  readonly client: RegistryClient;
  /** The path in the registry: `acme/app`. */
  readonly path: string;
  /** The full name, for messages: `ghcr.io/acme/app`. */
  readonly name: string;
}
