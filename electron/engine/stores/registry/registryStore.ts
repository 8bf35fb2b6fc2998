import type { AccessReport } from "../../../../shared/access.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { AsyncCache } from "../../async/asyncCache.ts";
import { isNotFound } from "../../errors.ts";
import type { Content } from "../../oci/content.ts";
import { describeReferrer } from "../../oci/referrer.ts";
import type {
  BlobPush,
  BlobRef,
  BlobStream,
  ListTagsOptions,
  MountResult,
  Resolution,
  Store,
  TagOptions,
  TagOrDigest,
} from "../store.ts";
import { transferLimits } from "../transferLimits.ts";
import { fillArtifactTypes } from "./artifactTypes.ts";
import { fetchBlob, hasBlob, openBlob, statBlob } from "./blobs.ts";
import { deleteManifest, type DeleteWays, probeDeletes } from "./deletes.ts";
import { fallbackTag, isInFallbackTag } from "./fallbackTag.ts";
import { isTagUnlisted, treatForbiddenAsNotFound } from "./forbiddenTag.ts";
import type { RegistryClient } from "./http/registryClient.ts";
import { fetchManifest, putManifest, resolveManifest } from "./manifests.ts";
import { mountBlob } from "./mounts.ts";
import { requestReferrers } from "./referrersApi.ts";
import { ReferrersReader } from "./referrersReader.ts";
import { ReferrersWriter } from "./referrersWriter.ts";
import type { Repository } from "./repository.ts";
import { hasNoTags, listTags } from "./tags.ts";
import { testAccess } from "./testAccess.ts";
import { pushBlob } from "./uploads.ts";

/** Bytes of manifests, and of configs, that are cached per repository. */
const cacheSize = 32 * 1024 * 1024;

/** Milliseconds for which an empty repository is assumed to stay empty. */
const emptyFor = 10_000;

/** One repository of a registry. Content fetched by digest is cached, because it cannot change. */
export class RegistryStore implements Store {
  readonly kind = "registry";
  readonly repository: string;
  readonly maxTransfers = transferLimits.registry;
  readonly #repository: Repository;
  readonly #manifests = new AsyncCache<Content>(cacheSize, ({ bytes }) => bytes.byteLength);
  readonly #blobs = new AsyncCache<Uint8Array>(cacheSize, (bytes) => bytes.byteLength);
  readonly #referrers: ReferrersReader;
  readonly #referrersWriter: ReferrersWriter;
  /** The locations of this process's interrupted uploads, by the digest of the blob. */
  readonly #interruptedUploads = new Map<string, URL>();
  /** Whether a tag was read. */
  #hasContent = false;
  /** When the repository was last seen to be empty, in milliseconds since the epoch. */
  #emptyAt = 0;

  /** @param path the repository's path in the registry: `acme/app` */
  constructor(client: RegistryClient, path: string) {
    this.repository = `${client.domain}/${path}`;
    this.#repository = { client, path, name: this.repository };
    this.#referrers = new ReferrersReader(this.#repository);
    this.#referrersWriter = new ReferrersWriter(this.#repository);
  }

  async resolve(target: TagOrDigest, signal: AbortSignal): Promise<Resolution> {
    const resolve = (): Promise<Resolution> => resolveManifest(this.#repository, target, signal);
    return "digest" in target ? await resolve() : await this.#requestTag(target, signal, resolve);
  }

  async fetchManifest(target: TagOrDigest, signal: AbortSignal): Promise<Content> {
    const fetch = (): Promise<Content> => fetchManifest(this.#repository, target, signal);
    if ("digest" in target) {
      return await this.#manifests.get(target.digest, signal, fetch);
    }
    const content = await this.#requestTag(target, signal, fetch);
    this.#hasContent = true;
    this.#referrers.recordRead(target.tag);
    this.#manifests.set(content.digest, content);
    return content;
  }

  async #requestTag<T>(
    { tag }: { readonly tag: string },
    signal: AbortSignal,
    request: () => Promise<T>,
  ): Promise<T> {
    return await treatForbiddenAsNotFound(`${this.repository}:${tag}`, request, () =>
      isTagUnlisted(this.#repository, { tag }, signal),
    );
  }

  async fetchBlob(blob: BlobRef, signal: AbortSignal): Promise<Uint8Array> {
    return await this.#blobs.get(`${blob.digest} ${blob.size}`, signal, () =>
      fetchBlob(this.#repository, blob, signal),
    );
  }

  async openBlob(
    descriptor: Descriptor,
    signal: AbortSignal,
    offset = 0,
    length?: number,
  ): Promise<BlobStream> {
    return await openBlob(this.#repository, { descriptor, offset, length }, signal);
  }

  async hasManifest(descriptor: Descriptor, signal: AbortSignal): Promise<boolean> {
    try {
      await resolveManifest(this.#repository, { digest: descriptor.digest }, signal);
      return true;
    } catch (error) {
      if (isNotFound(error)) {
        return false;
      }
      throw error;
    }
  }

  async hasBlob(descriptor: Descriptor, signal: AbortSignal): Promise<boolean> {
    return await hasBlob(this.#repository, descriptor, signal);
  }

  async statBlob(
    digest: string,
    signal: AbortSignal,
  ): Promise<{ readonly size?: number } | undefined> {
    return await statBlob(this.#repository, { digest }, signal);
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
    if (!(from instanceof RegistryStore) || !this.canMountFrom(from)) {
      return { kind: "refused" };
    }
    return await mountBlob(this.#repository, { descriptor, from: from.#repository.path }, signal);
  }

  async pushBlob(
    descriptor: Descriptor,
    { open, signal, onBytes = () => {}, upload }: BlobPush,
  ): Promise<void> {
    await pushBlob(
      this.#repository,
      {
        descriptor,
        open,
        onBytes,
        location: upload?.location,
        interrupted: this.#interruptedUploads,
      },
      signal,
    );
  }

  async pushManifest(content: Content, signal: AbortSignal): Promise<void> {
    const subject = describeReferrer(content)?.subject;
    if (subject !== undefined) {
      await this.#referrersWriter.push(content, subject, signal);
    } else {
      await putManifest(this.#repository, { target: { digest: content.digest }, content }, signal);
    }
  }

  async indexReferrers(
    subject: string,
    referrers: readonly Descriptor[],
    signal: AbortSignal,
  ): Promise<readonly Descriptor[]> {
    return await this.#referrersWriter.index(
      {
        subject,
        referrers,
        onTagWritten: () => this.#referrers.recordWrite(fallbackTag(subject)),
      },
      signal,
    );
  }

  /**
   * Finds the tag that clients must rewrite when they delete a manifest with a subject: the fallback tag that lists it,
   * of a registry without the referrers API.
   * @throws EngineError
   */
  async findFallbackTag(
    entry: { readonly subject: string; readonly digest: string },
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { subject } = entry;
    const hasApi = (await requestReferrers(this.#repository, subject, signal)).kind === "listed";
    return !hasApi && (await isInFallbackTag(this.#repository, entry, signal))
      ? fallbackTag(subject)
      : undefined;
  }

  /** Removes a deleted manifest from the fallback tag of its subject. @throws EngineError */
  async unlistReferrer(
    entry: { readonly subject: string; readonly digest: string },
    signal: AbortSignal,
  ): Promise<void> {
    await this.#referrersWriter.remove(
      { ...entry, onTagWritten: () => this.#referrers.recordWrite(fallbackTag(entry.subject)) },
      signal,
    );
  }

  async tag(tag: string, content: Content, { signal, condition }: TagOptions): Promise<void> {
    await putManifest(this.#repository, { target: { tag }, content, condition }, signal);
    this.#referrers.recordWrite(tag);
  }

  async isNew(signal: AbortSignal): Promise<boolean> {
    if (this.#hasContent) {
      return false;
    }
    if (Date.now() - this.#emptyAt < emptyFor) {
      return true;
    }
    const isEmpty = await hasNoTags(this.#repository, signal);
    if (isEmpty) {
      this.#emptyAt = Date.now();
    }
    return isEmpty;
  }

  async listTags(signal: AbortSignal, options: ListTagsOptions = {}): Promise<readonly string[]> {
    return await listTags(this.#repository, signal, options);
  }

  /** Finds out what this login may do here, without changing anything. @throws EngineError */
  async testAccess(signal: AbortSignal): Promise<AccessReport> {
    return await testAccess(this.#repository, signal);
  }

  /** Finds out how the registry deletes, without deleting. @throws EngineError `denied`, `unauthorized` */
  async probeDeletes(signal: AbortSignal): Promise<DeleteWays> {
    return await probeDeletes(this.#repository, signal);
  }

  /**
   * Deletes a tag, or a manifest with all its tags.
   * @returns whether it existed
   * @throws EngineError `tag_moved` if the registry checks the condition and it does not hold
   */
  async delete(target: TagOrDigest, options: TagOptions): Promise<boolean> {
    const isDeleted = await deleteManifest(this.#repository, target, options);
    if ("digest" in target) {
      this.#manifests.delete(target.digest);
    } else {
      this.#referrers.recordWrite(target.tag);
    }
    this.#hasContent = false;
    return isDeleted;
  }

  prepareReferrers(digests: number, signal: AbortSignal): () => void {
    return this.#referrers.prepare(digests, signal);
  }

  async referrers(digest: string, signal: AbortSignal): Promise<readonly Descriptor[]> {
    return await fillArtifactTypes(await this.#referrers.list(digest, signal), this, signal);
  }
}
