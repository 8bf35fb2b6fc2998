import { Lock } from "../../async/lock.ts";
import type { RegistryClient } from "./http/registryClient.ts";
import type { Repository } from "./repository.ts";

/** Milliseconds after which a missing API is probed again. */
const unsupportedFor = 300_000;

export type ReferrersApiState = "unknown" | "supported" | "unsupported";

/**
 * Whether a registry has the referrers API, and whether it lists tags, as learned from one of its repositories. It is
 * kept per namespace, the first part of a repository's path: Artifactory, Nexus and proxies serve several registries
 * under one host, which may differ.
 */
export class ReferrersApiSupport {
  /** Held during the first request, so that others wait for its result. */
  readonly lock = new Lock();
  /** Whether the API was probed ahead of the first request. */
  isProbed = false;
  #state: ReferrersApiState = "unknown";
  /** Milliseconds since the epoch. */
  #learnedAt = 0;
  #noTagListsSince = -Infinity;

  get state(): ReferrersApiState {
    // A proxy may have responded instead of the registry.
    if (this.#state === "unsupported" && Date.now() - this.#learnedAt > unsupportedFor) {
      this.#state = "unknown";
    }
    return this.#state;
  }

  learn(state: "supported" | "unsupported"): void {
    this.#state = state;
    this.#learnedAt = Date.now();
  }

  /** Whether the registry may list tags. */
  get mayListTags(): boolean {
    return Date.now() - this.#noTagListsSince > unsupportedFor;
  }

  learnNoTagLists(): void {
    this.#noTagListsSince = Date.now();
  }
}

const known = new WeakMap<RegistryClient, Map<string, ReferrersApiSupport>>();

/** The state shared by all repositories in the namespace of a repository. */
export function referrersApiSupportOf({ client, path }: Repository): ReferrersApiSupport {
  const namespaces = known.get(client) ?? new Map<string, ReferrersApiSupport>();
  known.set(client, namespaces);
  const namespace = path.slice(0, Math.max(0, path.indexOf("/")));
  const support = namespaces.get(namespace) ?? new ReferrersApiSupport();
  namespaces.set(namespace, support);
  return support;
}
