import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { EngineError, isNotFound } from "../../errors.ts";
import { createDigestVerifier } from "../../oci/digest.ts";
import { SubjectCache } from "../layout/subjectCache.ts";
import { sizeLimits } from "../sizeLimits.ts";
import { readCapped } from "../../async/readCapped.ts";
import { type BlobRef, type BlobStream, type TagOrDigest, NO_TAG } from "../store.ts";
import type { ArchiveImages } from "./archiveImages.ts";
import type { ArchiveFile } from "./archiveFile.ts";
import type { ArchiveContents } from "./archiveContents.ts";
import { detectImages } from "./detectImages.ts";
import type { PendingArchive } from "./pendingArchive.ts";
import { imageChoices, imageLocation, distinctNames, describeNames } from "../layout/imageNames.ts";
import { blobName } from "./ociImages.ts";
import { once } from "./once.ts";

/** One version of the archive and the images in it. */
export interface Version<T extends ArchiveImages = ArchiveImages> {
  readonly contents: ArchiveContents;
  readonly images: T;
}

/** Bytes that are somewhere, and how to get at them. */
export interface Blob {
  readonly size: number;
  readonly stream: (signal: AbortSignal, offset?: number) => BlobStream;
  readonly read: (limit: number, signal: AbortSignal) => Promise<Uint8Array>;
}

/** Reads an archive as it is now, together with what was pushed to it and waits for a tag. */
export class ArchiveReader {
  readonly #repository: string;
  readonly #file: ArchiveFile;
  readonly #next: PendingArchive;
  readonly #listed = new WeakMap<ArchiveContents, ArchiveImages>();
  readonly #subjects = new SubjectCache();

  /** @param repository names the archive in errors */
  constructor(repository: string, file: ArchiveFile, next: PendingArchive) {
    this.#repository = repository;
    this.#file = file;
    this.#next = next;
  }

  async listTags(signal: AbortSignal): Promise<readonly string[]> {
    const { images } = await this.existing(signal);
    return [...distinctNames(images.images).values()].flat();
  }

  /** The manifests that `index.json` names are looked through, once each. */
  async referrers(digest: string, signal: AbortSignal): Promise<readonly Descriptor[]> {
    const { images } = await this.existing(signal);
    const found: Descriptor[] = [];
    for (const entry of new Map(images.entries.map((listed) => [listed.digest, listed])).values()) {
      const read = (): Promise<Uint8Array> => this.read(entry, sizeLimits.manifest, signal);
      const known = await this.#subjects.get(entry, read, signal);
      if (known?.subject === digest) found.push(known.referrer);
    }
    return found;
  }

  /**
   * Every image of the archive once, by the names that tell it from the others or else by its digest.
   * @returns locations as text, as far as they read back as what they are
   */
  async listLocations(signal: AbortSignal): Promise<readonly string[]> {
    const { images } = await this.existing(signal);
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
      if (text !== undefined) texts.push(text);
    }
    return [...new Set(texts)];
  }

  /** The archive as it is now; undefined where there is none. */
  async version(signal: AbortSignal): Promise<Version | undefined> {
    try {
      return await this.existing(signal);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async existing(signal: AbortSignal): Promise<Version> {
    const contents = await this.#file.contents(signal);
    const known = this.#listed.get(contents);
    if (known) return { contents, images: known };
    const listed = await detectImages(this.#file, contents, signal);
    // Who came first is kept: it may know the digests of layers already.
    const images = this.#listed.get(contents) ?? listed;
    this.#listed.set(contents, images);
    return { contents, images };
  }

  /** A blob of the archive, or of what was pushed to it and waits for a tag. */
  async find(digest: string, signal: AbortSignal): Promise<Blob | undefined> {
    const next = this.#next.find(blobName(digest));
    if (next) {
      const stream: Blob["stream"] = (until, offset) => this.#next.stream(next, until, offset);
      const read: Blob["read"] = (limit, until) => readCapped(stream(until), limit, digest);
      return { size: next.size, stream, read };
    }
    const version = await this.version(signal);
    const found = await version?.images.find(digest, signal);
    if (!version || !found) return undefined;
    const { contents } = version;
    if (found.kind === "made") {
      const { bytes } = found;
      return {
        size: bytes.byteLength,
        stream: (_, at) => once(bytes, at),
        read: async () => bytes,
      };
    }
    const { place } = found;
    return {
      size: place.size,
      stream: (until, offset) => this.#file.stream(contents, place, until, offset),
      read: (limit, until) => this.#file.read(contents, place, limit, until),
    };
  }

  async read({ digest, size }: BlobRef, limit: number, signal: AbortSignal): Promise<Uint8Array> {
    const blob = await this.find(digest, signal);
    if (!blob) throw this.notFound({ digest }, await this.version(signal));
    const bytes = await blob.read(limit, signal);
    const verifier = createDigestVerifier(digest, size);
    verifier.update(bytes);
    verifier.finish();
    return bytes;
  }

  notFound(target: TagOrDigest, version: Version | undefined): EngineError {
    const asked = "digest" in target ? `@${target.digest}` : `:${target.tag}`;
    const name = asked === `:${NO_TAG}` ? "" : asked;
    const hint = version
      ? `The archive has no such image. ${describeNames(version.images.images)}`
      : "There is no such file. Check the path.";
    const images = version?.images.images ?? [];
    const choices = "tag" in target ? imageChoices(images, images, this.#repository) : [];
    return new EngineError("not_found", `${this.#repository}${name}: not found.`, {
      hint,
      choices,
    });
  }
}
