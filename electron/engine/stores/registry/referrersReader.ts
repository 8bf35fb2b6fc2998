import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { digestOf } from "../../oci/digest.ts";
import { fallbackTag, readFallbackTag } from "./fallbackTag.ts";
import { FallbackTagListing } from "./fallbackTagListing.ts";
import { requestReferrers, type ReferrersApiResult } from "./referrersApi.ts";
import { type ReferrersApiSupport, referrersApiSupportOf } from "./referrersApiSupport.ts";
import type { Repository } from "./repository.ts";

/**
 * The digest of no bytes, used to probe the API: a registry that has it returns an empty list (distribution-spec
 * 1.1).
 */
const emptyDigest = digestOf(new Uint8Array());

/**
 * Lists the manifests whose subject is a digest: by the registry's referrers API, else from the fallback tag that
 * clients keep for registries without it. Whether a registry has the API is learned once.
 *
 * Source: distribution-spec 1.1, "Listing Referrers" and "Unavailable Referrers API".
 */
export class ReferrersReader {
  readonly #repository: Repository;
  readonly #support: ReferrersApiSupport;
  readonly #tags: FallbackTagListing;
  /**
   * Whether an error was about a digest or the repository, so that support cannot be determined from this repository.
   */
  #isInconclusive = false;

  constructor(repository: Repository) {
    this.#repository = repository;
    this.#support = referrersApiSupportOf(repository);
    this.#tags = new FallbackTagListing(repository, this.#support);
  }

  /**
   * Announces lookups of this many digests. Probes the API ahead if its support is not known yet.
   * @returns a function to call after the lookups
   */
  prepare(digests: number, signal: AbortSignal): () => void {
    const support = this.#support;
    if (support.state === "unknown" && !support.isProbed) {
      support.isProbed = true;
      // Errors are ignored here; the real request reports them.
      support.lock
        .runExclusive(() => this.#requestIfUndetermined(emptyDigest, signal))
        .catch(() => {});
    }
    return this.#tags.prepare(digests);
  }

  /** Records a tag that was just read: a tag list without it is incomplete. */
  recordRead(tag: string): void {
    this.#tags.recordRead(tag);
  }

  /** Records a tag that was just written: a tag list without it may be older. */
  recordWrite(tag: string): void {
    this.#tags.recordWrite(tag);
  }

  async list(digest: string, signal: AbortSignal): Promise<readonly Descriptor[]> {
    const result = await this.#requestFromApi(digest, signal);
    return result?.kind === "listed"
      ? result.referrers
      : await this.#listFromFallbackTag(digest, signal);
  }

  /** @returns undefined if the registry is known not to have the API */
  async #requestFromApi(
    digest: string,
    signal: AbortSignal,
  ): Promise<ReferrersApiResult | undefined> {
    const { lock } = this.#support;
    const first = this.#isUndetermined()
      ? await lock.runExclusive(() => this.#requestIfUndetermined(digest, signal), signal)
      : undefined;
    if (first) {
      return first;
    }
    return this.#support.state === "unsupported" ? undefined : await this.#request(digest, signal);
  }

  /** Makes the request that determines support, unless another caller did while this one waited for the lock. */
  async #requestIfUndetermined(
    digest: string,
    signal: AbortSignal,
  ): Promise<ReferrersApiResult | undefined> {
    return this.#isUndetermined() ? await this.#request(digest, signal) : undefined;
  }

  #isUndetermined(): boolean {
    return this.#support.state === "unknown" && !this.#isInconclusive;
  }

  async #request(digest: string, signal: AbortSignal): Promise<ReferrersApiResult> {
    const result = await requestReferrers(this.#repository, digest, signal);
    if (result.kind === "unknown") {
      this.#isInconclusive = true;
    } else if (this.#support.state === "unknown") {
      this.#support.learn(result.kind === "listed" ? "supported" : "unsupported");
    }
    return result;
  }

  async #listFromFallbackTag(digest: string, signal: AbortSignal): Promise<readonly Descriptor[]> {
    const tag = fallbackTag(digest);
    if (!(await this.#tags.mayExist(tag, signal))) {
      return [];
    }
    const index = await readFallbackTag(
      this.#repository,
      { tag, isUnlisted: () => this.#tags.isUnlisted(tag, signal) },
      signal,
    );
    return index?.manifests ?? [];
  }
}
