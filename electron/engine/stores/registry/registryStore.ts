import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { EngineError, isNotFound } from "../../errors.ts";
import { AsyncCache } from "../../async/asyncCache.ts";
import { Lock } from "../../async/lock.ts";
import { describeReferrer } from "../../oci/referrer.ts";
import type {
  BlobRef,
  BlobStream,
  MountResult,
  BlobOpener,
  UploadSession,
  Resolution,
  Store,
  TagCondition,
  TagOrDigest,
} from "../store.ts";
import type { Content } from "../../oci/content.ts";
import { fetchBlob, hasBlob, openBlob } from "./blobs.ts";
import { isTagUnlisted, treatForbiddenAsNotFound } from "./forbiddenAsNotFound.ts";
import { fetchManifest, putManifest, resolveManifest } from "./manifests.ts";
import type { Repository } from "./repository.ts";
import { addToFallbackTag, fallbackTag, missingInList, ReferrersList } from "./referrers.ts";
import { fillArtifactTypes } from "./artifactTypes.ts";
import { hasNoTags, listTags } from "./tags.ts";
import type { RegistryClient } from "./http/registryClient.ts";
import { mountBlob, pushBlob } from "./uploads.ts";

/** Bytes of manifests and of configs kept for each repository. */
const cacheLimit = 32 * 1024 * 1024;

/** Milliseconds for which a repository that held nothing is taken to hold nothing. */
const newFor = 10_000;

/** One repository of a registry. What was fetched by digest once is kept: it cannot change. */
export class RegistryStore implements Store {
  readonly kind = "registry";
  readonly repository: string;
  readonly maxTransfers = 4;
  readonly #repository: Repository;
  readonly #manifests = new AsyncCache<Content>(cacheLimit, ({ bytes }) => bytes.byteLength);
  readonly #referrers: ReferrersList;
  /** Whether a tag was read from it. */
  #hasContent = false;
  /** When it was last seen to hold nothing, in milliseconds since the epoch. */
  #newAt = 0;
  /** Where uploads of this process were cut off, by digest. */
  readonly #interruptedUploads = new Map<string, URL>();
  /** Held while a list of referrers changes, by the subject. */
  readonly #listLocks = new Map<string, Lock>();
  /** Digests of the manifests whose subject the registry took note of when they were put. */
  readonly #noted = new Set<string>();
  readonly #blobs = new AsyncCache<Uint8Array>(cacheLimit, (bytes) => bytes.byteLength);

  /** @param path the repository's path in the registry: `acme/app` */
  constructor(client: RegistryClient, path: string) {
    this.repository = `${client.domain}/${path}`;
    this.#repository = { client, path, name: this.repository };
    this.#referrers = new ReferrersList(this.#repository);
  }

  async resolve(target: TagOrDigest, signal: AbortSignal): Promise<Resolution> {
    const resolve = (): Promise<Resolution> => resolveManifest(this.#repository, target, signal);
    return "digest" in target
      ? await resolve()
      : await treatForbiddenAsNotFound(this.#repository, target.tag, resolve, () =>
          isTagUnlisted(this.#repository, target.tag, signal),
        );
  }

  async fetchManifest(target: TagOrDigest, signal: AbortSignal): Promise<Content> {
    if ("digest" in target) {
      return await this.#manifests.get(target.digest, signal, () =>
        fetchManifest(this.#repository, target, signal),
      );
    }
    const content = await treatForbiddenAsNotFound(
      this.#repository,
      target.tag,
      () => fetchManifest(this.#repository, target, signal),
      () => isTagUnlisted(this.#repository, target.tag, signal),
    );
    this.#hasContent = true;
    this.#referrers.seeTag(target.tag);
    this.#manifests.set(content.digest, content);
    return content;
  }

  async fetchBlob(blob: BlobRef, signal: AbortSignal): Promise<Uint8Array> {
    return await this.#blobs.get(`${blob.digest} ${blob.size}`, signal, () =>
      fetchBlob(this.#repository, blob, signal),
    );
  }

  async openBlob(descriptor: Descriptor, signal: AbortSignal, offset = 0): Promise<BlobStream> {
    return await openBlob(this.#repository, descriptor, signal, offset);
  }

  async hasManifest(descriptor: Descriptor, signal: AbortSignal): Promise<boolean> {
    try {
      await resolveManifest(this.#repository, { digest: descriptor.digest }, signal);
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  async hasBlob(descriptor: Descriptor, signal: AbortSignal): Promise<boolean> {
    return await hasBlob(this.#repository, descriptor, signal);
  }

  canMountFrom(other: Store): boolean {
    const { client, path } = this.#repository;
    return (
      other instanceof RegistryStore &&
      other !== this &&
      other.#repository.client === client &&
      !client.haveDifferentLogins(path, other.#repository.path)
    );
  }

  async mountBlob(descriptor: Descriptor, from: Store, signal: AbortSignal): Promise<MountResult> {
    if (!(from instanceof RegistryStore) || !this.canMountFrom(from)) return { kind: "refused" };
    return await mountBlob(this.#repository, descriptor, from.#repository.path, signal);
  }

  async pushBlob(
    descriptor: Descriptor,
    open: BlobOpener,
    signal: AbortSignal,
    onBytes: (count: number) => void,
    upload?: UploadSession,
  ): Promise<void> {
    await pushBlob(
      this.#repository,
      {
        descriptor,
        open,
        onBytes,
        session: upload?.location,
        interrupted: this.#interruptedUploads,
      },
      signal,
    );
  }

  async pushManifest(content: Content, signal: AbortSignal): Promise<void> {
    const put = (): ReturnType<typeof putManifest> =>
      putManifest(this.#repository, { digest: content.digest }, content, signal);
    const subject = describeReferrer(content)?.subject;
    if (subject === undefined) {
      await put();
      return;
    }
    // Some registries rewrite the list of a subject's referrers without a lock of their own.
    const { notedSubject } = await this.#listLock(subject).runExclusive(put, signal);
    if (notedSubject) this.#noted.add(content.digest);
    else this.#noted.delete(content.digest);
  }

  async indexReferrers(
    subject: string,
    referrers: readonly Descriptor[],
    signal: AbortSignal,
  ): Promise<readonly Descriptor[]> {
    const noted = referrers.filter(({ digest }) => this.#noted.has(digest));
    const others = referrers.filter(({ digest }) => !this.#noted.has(digest));
    return await this.#listLock(subject).runExclusive(async () => {
      if (others.length === 0) return await this.#missingInList(subject, noted, signal);
      const missing = await addToFallbackTag(this.#repository, subject, others, signal);
      this.#referrers.writeTag(fallbackTag(subject));
      if (noted.length === 0) return missing;
      return [...missing, ...(await this.#missingInList(subject, noted, signal))];
    }, signal);
  }

  /** What the registry's list lacks; nothing where the registry does not tell. */
  async #missingInList(
    subject: string,
    referrers: readonly Descriptor[],
    signal: AbortSignal,
  ): Promise<readonly Descriptor[]> {
    try {
      return await missingInList(this.#repository, subject, referrers, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof EngineError && !error.retryable) return [];
      throw error;
    }
  }

  #listLock(subject: string): Lock {
    const lock = this.#listLocks.get(subject) ?? new Lock();
    this.#listLocks.set(subject, lock);
    return lock;
  }

  async tag(
    tag: string,
    content: Content,
    signal: AbortSignal,
    condition?: TagCondition,
  ): Promise<void> {
    await putManifest(this.#repository, { tag }, content, signal, condition);
    this.#referrers.writeTag(tag);
  }

  async isNew(signal: AbortSignal): Promise<boolean> {
    if (this.#hasContent) return false;
    if (Date.now() - this.#newAt < newFor) return true;
    const isNew = await hasNoTags(this.#repository, signal);
    if (isNew) this.#newAt = Date.now();
    return isNew;
  }

  async listTags(signal: AbortSignal): Promise<readonly string[]> {
    return await listTags(this.#repository, signal);
  }

  prepareReferrers(digests: number, signal: AbortSignal): () => void {
    return this.#referrers.expect(digests, signal);
  }

  async referrers(digest: string, signal: AbortSignal): Promise<readonly Descriptor[]> {
    return await fillArtifactTypes(await this.#referrers.of(digest, signal), this, signal);
  }
}
