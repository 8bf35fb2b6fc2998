import { Lock } from "../../async/lock.ts";
import type { Repository } from "./repository.ts";
import type { RegistryClient } from "./http/registryClient.ts";

/** Milliseconds after which a registry is asked again for lists that it does not have. */
const absentFor = 300_000;

/**
 * How a registry tells of referrers: whether it lists them, and whether it lists tags. One of its repositories shows
 * it for the others. It holds for a namespace, the first
 * part of a repository's path: Artifactory, Nexus and proxies keep several registries under one host, and one that
 * has no list must not hide what the others list.
 */
export class ReferrersApiSupport {
  /** Held while the first question is asked, so that the rest need not ask in vain. */
  readonly lock = new Lock();
  /** Whether somebody asked ahead. */
  isPrepared = false;
  #state: "unknown" | "there" | "absent" = "unknown";
  /** Milliseconds since the epoch at which the answer was given. */
  #learned = 0;

  get state(): "unknown" | "there" | "absent" {
    // A proxy may have answered in the registry's place.
    if (this.#state === "absent" && Date.now() - this.#learned > absentFor) this.#state = "unknown";
    return this.#state;
  }

  #noTagListsSince = -Infinity;

  /** Whether the registry may list tags. */
  get listsTags(): boolean {
    return Date.now() - this.#noTagListsSince > absentFor;
  }

  learnNoTagLists(): void {
    this.#noTagListsSince = Date.now();
  }

  learn(state: "there" | "absent"): void {
    this.#state = state;
    this.#learned = Date.now();
  }
}

const known = new WeakMap<RegistryClient, Map<string, ReferrersApiSupport>>();

/** What is known of the registry that a repository is in. */
export function referrersApiSupportOf({ client, path }: Repository): ReferrersApiSupport {
  const ofClient = known.get(client) ?? new Map<string, ReferrersApiSupport>();
  known.set(client, ofClient);
  const namespace = path.slice(0, Math.max(0, path.indexOf("/")));
  const support = ofClient.get(namespace) ?? new ReferrersApiSupport();
  ofClient.set(namespace, support);
  return support;
}
