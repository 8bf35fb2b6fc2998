import { expect } from "vitest";
import { EngineError } from "../engine/errors.ts";
import { buildImage } from "../engine/sample/buildImage.ts";
import type { Credential, Credentials } from "../engine/stores/registry/auth/credential.ts";
import type { RegistryClient } from "../engine/stores/registry/http/registryClient.ts";
import { RegistryStore } from "../engine/stores/registry/registryStore.ts";
import type { RegistryOptions } from "./registry/options.ts";
import { startRegistry, type TestRegistry } from "./registry/registry.ts";
import { seedImage } from "./registry/seedImage.ts";
import { createTestClient } from "./testClient.ts";

/** The image that `acme/app:1` of each registry points to. */
export const storedImage = buildImage({ platform: { os: "linux", architecture: "amd64" } });

interface OpenedStore {
  readonly registry: TestRegistry;
  readonly client: RegistryClient;
  /** The repository `acme/app`. */
  readonly store: RegistryStore;
}

/** Registries with the image `acme/app:1`, and a store of each. For `perTest`. */
export interface StoreBench {
  /** Starts a registry. @param credential for this registry only; by default, access is anonymous */
  open(options?: RegistryOptions, credential?: Credential): Promise<OpenedStore>;
  close(): Promise<void>;
}

export async function createStoreBench(): Promise<StoreBench> {
  const opened: OpenedStore[] = [];
  return {
    open: async (options = {}, credential) => {
      const registry = await startRegistry(options);
      const credentials: Credentials = {
        find: (domain) =>
          Promise.resolve(
            credential && domain === registry.host
              ? { credential, source: "the test", account: "ada" }
              : undefined,
          ),
      };
      const client = createTestClient(registry, { credentials });
      seedImage(registry, "acme/app", "1", storedImage);
      const store = { registry, client, store: new RegistryStore(client, "acme/app") };
      opened.push(store);
      return store;
    },
    close: async () => {
      for (const { registry, client } of opened) {
        await client.close();
        await registry.close();
      }
    },
  };
}

/** Returns the error that work fails with; the test fails if it is not an EngineError. */
export async function failureOf(work: Promise<unknown>): Promise<EngineError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EngineError);
  return error as EngineError;
}
