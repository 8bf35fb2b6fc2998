import { readCapped } from "../../async/readCapped.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { EngineError, isNotFound } from "../../errors.ts";
import { verifyBytes } from "../../oci/digest.ts";
import { describeNames, distinctNames, imageChoices, imageLocation } from "../layout/imageNames.ts";
import { SubjectCache } from "../layout/subjectCache.ts";
import { sizeLimits } from "../sizeLimits.ts";
import { type BlobRef, type BlobStream, NO_TAG, type TagOrDigest } from "../store.ts";
import type { ArchiveContents } from "./archiveContents.ts";
import type { ArchiveFile } from "./archiveFile.ts";
import type { ArchiveImages } from "./archiveImages.ts";
import { blobPath } from "./blobPaths.ts";
import { detectImages } from "./detectImages.ts";
import type { PendingArchive } from "./pendingArchive.ts";

/** The files and images of one version of an archive. */
export interface ArchiveVersion<T extends ArchiveImages = ArchiveImages> {
  readonly contents: ArchiveContents;
  readonly images: T;
}

/** A blob that can be read. */
export interface ReadableBlob {
  /** @param offset in bytes */
  readonly stream: (signal: AbortSignal, offset?: number) => BlobStream;
  /** @param limit in bytes */
  readonly read: (limit: number, signal: AbortSignal) => Promise<Uint8Array>;
}

/** Reads the current version of an archive, and the content that was pushed since and waits for a tag. */
export class ArchiveReader {
  readonly #repository: string;
  readonly #file: ArchiveFile;
  readonly #pending: PendingArchive;
  readonly #images = new WeakMap<ArchiveContents, ArchiveImages>();
  readonly #subjects = new SubjectCache();

  /** @param repository location of the archive, for errors */
  constructor(repository: string, file: ArchiveFile, pending: PendingArchive) {
    this.#repository = repository;
    this.#file = file;
    this.#pending = pending;
  }

  async listTags(signal: AbortSignal): Promise<readonly string[]> {
    const { images } = await this.requireVersion(signal);
    return [...distinctNames(images.images).values()].flat();
  }

  /** Reads each manifest in the index once to find its subject. */
  async referrers(digest: string, signal: AbortSignal): Promise<readonly Descriptor[]> {
    const { images } = await this.requireVersion(signal);
    const found: Descriptor[] = [];
    for (const entry of new Map(images.entries.map((listed) => [listed.digest, listed])).values()) {
      const read = (): Promise<Uint8Array> => this.read(entry, sizeLimits.manifest, signal);
      const subject = await this.#subjects.get(entry, read, signal);
      if (subject?.subject === digest) {
        found.push(subject.referrer);
      }
    }
    return found;
  }

  /**
   * Lists each image of the archive once, by its distinct names or else its digest.
   * @returns locations as text; omits images that no text selects
   */
  async listLocations(signal: AbortSignal): Promise<readonly string[]> {
    const { images } = await this.requireVersion(signal);
    const repository = `${images.format}-archive://${this.#file.path}`;
    const texts: string[] = [];
    for (const [image, names] of distinctNames(images.images)) {
      const named = names.flatMap((tag) => imageLocation(repository, { tag }) ?? []);
      if (named.length > 0) {
        texts.push(...named);
        continue;
      }
      const digest = await images.digestOf(image, signal);
      const text = imageLocation(repository, { digest });
      if (text !== undefined) {
        texts.push(text);
      }
    }
    return [...new Set(texts)];
  }

  /** Returns the current version of the archive; undefined if there is no archive. */
  async version(signal: AbortSignal): Promise<ArchiveVersion | undefined> {
    try {
      return await this.requireVersion(signal);
    } catch (error) {
      if (isNotFound(error)) {
        return undefined;
      }
      throw error;
    }
  }

  /**
   * Returns the current version of the archive.
   * @throws EngineError `not_found` if there is no archive
   */
  async requireVersion(signal: AbortSignal): Promise<ArchiveVersion> {
    const contents = await this.#file.contents(signal);
    const known = this.#images.get(contents);
    if (known) {
      return { contents, images: known };
    }
    const detected = await detectImages(this.#file, contents, signal);
    // A concurrent call may have been first, and may know the digests of layers already.
    const images = this.#images.get(contents) ?? detected;
    this.#images.set(contents, images);
    return { contents, images };
  }

  /** Finds a blob that was pushed and waits for a tag, or else one of the archive. */
  async find(digest: string, signal: AbortSignal): Promise<ReadableBlob | undefined> {
    const pending = this.#pending.find(blobPath(digest));
    if (pending) {
      const stream: ReadableBlob["stream"] = (until, offset) =>
        this.#pending.stream(pending, until, offset);
      return { stream, read: (limit, until) => readCapped(stream(until), limit, digest) };
    }
    const version = await this.version(signal);
    const found = await version?.images.find(digest, signal);
    if (!version || !found) {
      return undefined;
    }
    if (found.kind === "generated") {
      const { bytes } = found;
      return {
        async *stream(_, offset = 0) {
          yield bytes.subarray(offset);
        },
        read: async () => bytes,
      };
    }
    const { contents } = version;
    const { range } = found;
    return {
      stream: (until, offset) => this.#file.stream(contents, { range, offset }, until),
      read: (limit, until) => this.#file.read(contents, { range, limit }, until),
    };
  }

  /**
   * Reads a small blob.
   * @param limit in bytes
   * @throws EngineError `not_found`, `too_large`, `digest_mismatch`, `size_mismatch`
   */
  async read({ digest, size }: BlobRef, limit: number, signal: AbortSignal): Promise<Uint8Array> {
    const blob = await this.find(digest, signal);
    if (!blob) {
      throw this.notFound({ digest }, await this.version(signal));
    }
    const bytes = await blob.read(limit, signal);
    verifyBytes(bytes, digest, size);
    return bytes;
  }

  /** Creates the error for a missing image or blob. */
  notFound(target: TagOrDigest, version: ArchiveVersion | undefined): EngineError {
    const tag = "tag" in target && target.tag !== NO_TAG ? `:${target.tag}` : "";
    const name = "digest" in target ? `@${target.digest}` : tag;
    const images = version?.images.images ?? [];
    return new EngineError("not_found", `${this.#repository}${name}: not found.`, {
      hint: version
        ? `The archive has no such image. ${describeNames(images)}`
        : "There is no such file. Check the path.",
      choices: "tag" in target ? imageChoices(images, images, this.#repository) : [],
    });
  }
}
