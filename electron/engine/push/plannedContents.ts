import type { Plan } from "../../../shared/plan.ts";
import { EngineError } from "../failure.ts";
import { createDigestVerifier } from "../oci/digest.ts";
import type { Content } from "../store.ts";
import type { Stores } from "../stores.ts";

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
    const content = await this.#fetch(from, repository, digest, signal);
    return { ...content, mediaType: planned.mediaType };
  }

  async #fetch(
    from: string,
    repository: string,
    digest: string,
    signal: AbortSignal,
  ): Promise<Content> {
    try {
      return await this.#stores.openRepository(from).fetchManifest({ digest }, signal);
    } catch (error) {
      const lost = error instanceof EngineError && error.code === "not_found";
      if (!lost || from === repository) throw error;
      // It may have been put there before the source lost it.
      return await this.#stores
        .openRepository(repository)
        .fetchManifest({ digest }, signal)
        .catch(() => {
          throw error;
        });
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
