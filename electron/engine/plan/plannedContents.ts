import type { Plan } from "../../../shared/plan.ts";
import { EngineError } from "../errors.ts";
import { hasSubject } from "./plannedManifest.ts";
import { createDigestVerifier } from "../oci/digest.ts";
import type { Content } from "../oci/content.ts";
import type { Stores } from "../stores/openStores.ts";

/** The bytes that a plan names: the root's stand in it, the others are fetched by digest from where it says. */
export class PlannedContents {
  readonly #plan: Plan;
  readonly #stores: Stores;

  constructor(plan: Plan, stores: Stores) {
    this.#plan = plan;
    this.#stores = stores;
  }

  /**
   * @param repository where it is going to be put
   * @throws EngineError `not_found` where the source lost it since the plan was made
   */
  async get(repository: string, digest: string, signal: AbortSignal): Promise<Content> {
    if (digest === this.#plan.root.digest) return rootContent(this.#plan);
    const planned = this.#plan.repositories
      .find((part) => part.repository === repository)
      ?.manifests.find((manifest) => manifest.digest === digest);
    if (!planned) {
      throw new EngineError("input_invalid", `The plan tags ${digest} without having it put.`, {
        hint: "The plan's file was changed by hand or is damaged. Make the plan anew.",
      });
    }
    const from = planned.action.kind === "put" ? planned.action.from : repository;
    // What refers to something is put again though it may be there, and then the source need not have it any more.
    const content = hasSubject(planned)
      ? await this.#fetchFromEither([from, repository], digest, signal)
      : await this.#fetch(from, digest, signal);
    return { ...content, mediaType: planned.mediaType };
  }

  async #fetch(from: string, digest: string, signal: AbortSignal): Promise<Content> {
    return await this.#stores.openRepository(from).fetchManifest({ digest }, signal);
  }

  /** From the first of two repositories that gives it; what the first said counts. */
  async #fetchFromEither(
    [first, second]: readonly [string, string],
    digest: string,
    signal: AbortSignal,
  ): Promise<Content> {
    try {
      return await this.#fetch(first, digest, signal);
    } catch (error) {
      signal.throwIfAborted();
      try {
        return await this.#fetch(second, digest, signal);
      } catch {
        throw error;
      }
    }
  }
}

/**
 * The root of a plan, from the plan itself.
 * @throws EngineError `digest_mismatch` where the plan's bytes are not what its digest says
 */
export function rootContent({ root: { mediaType, digest, size, data } }: Plan): Content {
  const bytes = Buffer.from(data, "base64");
  const verifier = createDigestVerifier(digest, size);
  verifier.update(bytes);
  verifier.finish();
  return { mediaType, digest, bytes };
}
