import type { Plan, PlannedManifest } from "../../../shared/plan.ts";
import { EngineError } from "../errors.ts";
import type { Content } from "../oci/content.ts";
import { verifyBytes } from "../oci/digest.ts";
import type { Stores } from "../stores/openStores.ts";
import { hasSubject } from "./plannedManifest.ts";

/** Reads the manifests of a plan: the root from the plan, the others by digest from the repositories that it names. */
export class PlannedContents {
  readonly #plan: Plan;
  #root: Content | undefined;
  readonly #stores: Stores;
  /** The planned manifests by digest, by repository. */
  readonly #manifests: ReadonlyMap<string, ReadonlyMap<string, PlannedManifest>>;

  constructor(plan: Plan, stores: Stores) {
    this.#plan = plan;
    this.#stores = stores;
    this.#manifests = new Map(
      plan.repositories.map(({ repository, manifests }) => [
        repository,
        new Map(manifests.map((manifest) => [manifest.digest, manifest])),
      ]),
    );
  }

  /**
   * Returns the manifest of a digest.
   * @param repository the target that it is pushed to
   * @throws EngineError `not_found` if the source lost it since the plan was made, `input_invalid` if the plan does not
   *   have it, `digest_mismatch` and `size_mismatch` if the root's bytes do not match the plan
   */
  async get(repository: string, digest: string, signal: AbortSignal): Promise<Content> {
    if (digest === this.#plan.root.digest) {
      return (this.#root ??= rootContent(this.#plan));
    }
    const planned = this.#manifests.get(repository)?.get(digest);
    if (!planned) {
      throw new EngineError("input_invalid", `The plan tags ${digest} but does not push it.`, {
        hint: "The plan file was edited or is damaged. Make a new plan.",
      });
    }
    const from = planned.action.kind === "put" ? planned.action.from : repository;
    // A manifest with a subject is pushed again although the target may have it; the source may have deleted it since.
    const content = hasSubject(planned)
      ? await this.#fetchFromEither([from, repository], digest, signal)
      : await this.#fetch(from, digest, signal);
    return { ...content, mediaType: planned.mediaType };
  }

  async #fetch(from: string, digest: string, signal: AbortSignal): Promise<Content> {
    return await this.#stores.openRepository(from).fetchManifest({ digest }, signal);
  }

  /** Fetches from the first repository that has the manifest. @throws the error of the first */
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
 * Decodes the root of a plan.
 * @throws EngineError `digest_mismatch`, `size_mismatch` if the bytes do not match the root's digest and size
 */
export function rootContent({ root: { mediaType, digest, size, data } }: Plan): Content {
  const bytes = Buffer.from(data, "base64");
  verifyBytes(bytes, digest, size);
  return { mediaType, digest, bytes };
}
