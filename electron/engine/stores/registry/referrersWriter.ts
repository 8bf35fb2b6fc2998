import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { Lock } from "../../async/lock.ts";
import { EngineError } from "../../errors.ts";
import type { Content } from "../../oci/content.ts";
import { addToFallbackTag, findMissing, removeFromFallbackTag } from "./fallbackTag.ts";
import { putManifest } from "./manifests.ts";
import { requestReferrers } from "./referrersApi.ts";
import type { Repository } from "./repository.ts";

/**
 * Pushes manifests that have a subject, and makes sure that the list of the subject's referrers has them. Changes to
 * one list are made one after another, because some registries rewrite it without a lock.
 *
 * Source: distribution-spec 1.1, "Pushing Manifests with Subject".
 */
export class ReferrersWriter {
  readonly #repository: Repository;
  /** By the digest of the subject. */
  readonly #locks = new Map<string, Lock>();
  /** Digests of the pushed manifests whose subject the registry processed. */
  readonly #processed = new Set<string>();

  constructor(repository: Repository) {
    this.#repository = repository;
  }

  /** Pushes a manifest by digest. @param subject the digest of its subject */
  async push(content: Content, subject: string, signal: AbortSignal): Promise<void> {
    const { digest } = content;
    const { hasProcessedSubject } = await this.#lock(subject).runExclusive(
      () => putManifest(this.#repository, { target: { digest }, content }, signal),
      signal,
    );
    if (hasProcessedSubject) {
      this.#processed.add(digest);
    } else {
      this.#processed.delete(digest);
    }
  }

  /**
   * Adds pushed manifests to the fallback tag of their subject, unless the registry processed the subject itself.
   * @param list.onTagWritten called after the fallback tag was written
   * @returns those that the registry's list or the fallback tag lacks afterwards
   */
  async index(
    list: {
      readonly subject: string;
      readonly referrers: readonly Descriptor[];
      readonly onTagWritten: () => void;
    },
    signal: AbortSignal,
  ): Promise<readonly Descriptor[]> {
    const { subject, referrers, onTagWritten } = list;
    const processed = referrers.filter(({ digest }) => this.#processed.has(digest));
    const others = referrers.filter(({ digest }) => !this.#processed.has(digest));
    return await this.#lock(subject).runExclusive(async () => {
      const missing: Descriptor[] = [];
      if (others.length > 0) {
        missing.push(
          ...(await addToFallbackTag(this.#repository, { subject, referrers: others }, signal)),
        );
        onTagWritten();
      }
      if (processed.length > 0 || others.length === 0) {
        missing.push(...(await this.#findUnlisted(subject, processed, signal)));
      }
      return missing;
    }, signal);
  }

  /**
   * Removes a deleted manifest from the fallback tag of its subject.
   * @param entry.onTagWritten called after the fallback tag may have been written
   */
  async remove(
    entry: { readonly subject: string; readonly digest: string; readonly onTagWritten: () => void },
    signal: AbortSignal,
  ): Promise<void> {
    const { subject, digest, onTagWritten } = entry;
    await this.#lock(subject).runExclusive(async () => {
      await removeFromFallbackTag(this.#repository, { subject, digest }, signal);
      onTagWritten();
    }, signal);
    this.#processed.delete(digest);
  }

  /** The manifests that the registry's list lacks; none if the registry refuses to return its list. */
  async #findUnlisted(
    subject: string,
    referrers: readonly Descriptor[],
    signal: AbortSignal,
  ): Promise<readonly Descriptor[]> {
    try {
      const result = await requestReferrers(this.#repository, subject, signal);
      return result.kind === "listed" ? findMissing(result.referrers, referrers) : [];
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof EngineError && !error.retryable) {
        return [];
      }
      throw error;
    }
  }

  #lock(subject: string): Lock {
    const lock = this.#locks.get(subject) ?? new Lock();
    this.#locks.set(subject, lock);
    return lock;
  }
}
