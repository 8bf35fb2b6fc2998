import type { Plan, PlannedManifest, PlanRoot } from "../../../shared/plan.ts";
import { EngineError } from "../errors.ts";
import type { Content } from "../oci/content.ts";
import { verifyBytes } from "../oci/digest.ts";
import type { Stores } from "../stores/openStores.ts";
import { hasSubject } from "./plannedManifest.ts";

/**
 * Reads the manifests of a plan: the root and created ones from the plan, the others by digest from the repositories that
 * it names.
 */
export class PlannedContents {
  /** The root and created content by digest, decoded when it is needed. */
  readonly #own: ReadonlyMap<string, PlanRoot>;
  readonly #stores: Stores;
  /** The planned manifests by digest, by repository. */
  readonly #manifests: ReadonlyMap<string, ReadonlyMap<string, PlannedManifest>>;

  constructor(plan: Plan, stores: Stores) {
    this.#own = new Map(
      [...(plan.created ?? []), plan.root].map((content) => [content.digest, content]),
    );
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
   *   have it, `digest_mismatch` and `size_mismatch` if bytes in the plan do not match their digest
   */
  async get(repository: string, digest: string, signal: AbortSignal): Promise<Content> {
    const own = this.#own.get(digest);
    if (own) {
      return decodeContent(own);
    }
    const planned = this.#manifests.get(repository)?.get(digest);
    if (!planned) {
      throw new EngineError("input_invalid", `The plan tags ${digest} but does not push it.`, {
        hint: "The plan file was edited or is damaged. Make a new plan.",
      });
    }
    if (planned.action.kind === "build") {
      throw lacksBytes(digest);
    }
    const from = planned.action.kind === "put" ? planned.action.from : repository;
    // A manifest with a subject is pushed again although the target may have it; the source may have deleted it since.
    const content = hasSubject(planned)
      ? await this.#fetchFromEither([from, repository], digest, signal)
      : await this.#fetch(from, digest, signal);
    return { ...content, mediaType: planned.mediaType };
  }

  /**
   * Returns the bytes of a blob that the push creates.
   * @throws EngineError `input_invalid` if the plan does not have them, `digest_mismatch` and `size_mismatch`
   */
  createdBlob(digest: string): Uint8Array {
    const own = this.#own.get(digest);
    if (!own) {
      throw lacksBytes(digest);
    }
    return decodeContent(own).bytes;
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
export function rootContent({ root }: Plan): Content {
  return decodeContent(root);
}

/**
 * Decodes content that a plan has the bytes of.
 * @throws EngineError `digest_mismatch`, `size_mismatch`
 */
export function decodeContent({ mediaType, digest, size, data }: PlanRoot): Content {
  const bytes = Buffer.from(data, "base64");
  verifyBytes(bytes, digest, size);
  return { mediaType, digest, bytes };
}

function lacksBytes(digest: string): EngineError {
  return new EngineError(
    "input_invalid",
    `The plan creates ${digest} but does not have its bytes.`,
    {
      hint: "The plan file was edited or is damaged. Make a new plan.",
    },
  );
}
