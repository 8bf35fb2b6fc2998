import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type { Content } from "../../oci/content.ts";
import { detectMediaType } from "../../oci/detectManifest.ts";
import { verifyStream } from "../../oci/digest.ts";
import type { ArchiveFormat } from "../../oci/location.ts";
import { sizeLimits } from "../sizeLimits.ts";
import type {
  BlobPush,
  BlobRef,
  BlobStream,
  MountResult,
  Resolution,
  Store,
  TagOptions,
  TagOrDigest,
} from "../store.ts";
import { transferLimits } from "../transferLimits.ts";
import { ArchiveFile } from "./archiveFile.ts";
import type { ArchiveResolution } from "./archiveImages.ts";
import { ArchiveReader } from "./archiveReader.ts";
import { ArchiveWriter } from "./archiveWriter.ts";
import { OciImages } from "./ociImages.ts";
import { PendingArchive } from "./pendingArchive.ts";
import { VerifiedBlobs } from "./verifiedBlobs.ts";

/**
 * A tar archive of images: an OCI image layout, which can also be written, or the output of `docker save`.
 *
 * Pushed content is written to a partial file. When a tag is set, that file, with everything else in the archive,
 * replaces the archive. Readers never see a partial archive, not even after a crash.
 *
 * Sources: OCI image-spec 1.1, "image-layout.md"; moby, image/spec/v1.2.md; containers-transports(5).
 */
export class ArchiveStore implements Store {
  readonly kind = "local";
  readonly repository: string;
  /** Files are appended one after the other. */
  readonly maxTransfers = transferLimits.archive;
  readonly #reader: ArchiveReader;
  readonly #writer: ArchiveWriter;
  readonly #verified: VerifiedBlobs;

  /**
   * @param format as in the location. The format of an existing archive is detected
   * @param path of the file, which is created with its first tag
   */
  constructor(format: ArchiveFormat, path: string) {
    this.repository = `${format}-archive://${path}`;
    const file = new ArchiveFile(path);
    const pending = new PendingArchive(path);
    const label = { description: `archive ${path}`, repository: this.repository };
    this.#verified = new VerifiedBlobs(file);
    this.#reader = new ArchiveReader(this.repository, file, pending);
    this.#writer = new ArchiveWriter({ format, label, file, pending, reader: this.#reader });
  }

  async resolve(target: TagOrDigest, signal: AbortSignal): Promise<Resolution> {
    const { mediaType, digest, isListed } = await this.#find(
      "tag" in target ? { ...target, origin: true } : target,
      signal,
    );
    return { mediaType, digest, ...(isListed ? { etag: `"${digest}"` } : {}) };
  }

  async #find(
    target: TagOrDigest,
    signal: AbortSignal,
  ): Promise<ArchiveResolution & { readonly isListed: boolean }> {
    const version = await this.#reader.version(signal);
    const found = await version?.images.resolve(target, signal);
    if (found) {
      return { ...found, isListed: true };
    }
    // index.json need not list the children of an index.
    const blob = "digest" in target ? await this.#reader.find(target.digest, signal) : undefined;
    if (!blob || !("digest" in target)) {
      throw this.#reader.notFound(target, version);
    }
    const mediaType = detectMediaType(await blob.read(sizeLimits.manifest, signal));
    return { mediaType, digest: target.digest, isListed: false };
  }

  async fetchManifest(target: TagOrDigest, signal: AbortSignal): Promise<Content> {
    const { mediaType, digest, entry } = await this.#find(target, signal);
    const bytes = await this.#reader.read({ digest }, sizeLimits.manifest, signal);
    return { mediaType, digest, bytes, ...(entry === undefined ? {} : { entry }) };
  }

  async fetchBlob(blob: BlobRef, signal: AbortSignal): Promise<Uint8Array> {
    return await this.#reader.read(blob, sizeLimits.smallBlob, signal);
  }

  async openBlob(descriptor: Descriptor, signal: AbortSignal, offset = 0): Promise<BlobStream> {
    const blob = await this.#reader.find(descriptor.digest, signal);
    if (!blob) {
      throw this.#reader.notFound(descriptor, await this.#reader.version(signal));
    }
    return offset === 0
      ? verifyStream(blob.stream(signal), descriptor)
      : blob.stream(signal, offset);
  }

  async hasManifest(descriptor: Descriptor, signal: AbortSignal): Promise<boolean> {
    return await this.hasBlob(descriptor, signal);
  }

  /** Ignores pending content, which another process that pushes the same plan does not have. */
  async hasBlob({ digest, size }: Descriptor, signal: AbortSignal): Promise<boolean> {
    const version = await this.#reader.version(signal);
    const found = await version?.images.find(digest, signal);
    if (!version || !found || found.size !== size) {
      return false;
    }
    // The digests of docker save's blobs were computed from their bytes.
    if (!(version.images instanceof OciImages)) {
      return true;
    }
    return await this.#verified.has(version.contents, digest, signal);
  }

  async statBlob(
    digest: string,
    signal: AbortSignal,
  ): Promise<{ readonly size?: number } | undefined> {
    const version = await this.#reader.version(signal);
    const found = await version?.images.find(digest, signal);
    return found && { size: found.size };
  }

  canMountFrom(): boolean {
    return false;
  }

  async mountBlob(): Promise<MountResult> {
    return { kind: "refused" };
  }

  async pushBlob(descriptor: Descriptor, push: BlobPush): Promise<void> {
    await this.#writer.pushBlob(descriptor, push);
  }

  async pushManifest(content: Content, signal: AbortSignal): Promise<void> {
    await this.#writer.pushManifest(content, signal);
  }

  /** `tag` lists them in the index. */
  async indexReferrers(): Promise<readonly Descriptor[]> {
    return [];
  }

  async tag(tag: string, content: Content, options: TagOptions): Promise<void> {
    await this.#writer.tag(tag, content, options);
  }

  async isNew(): Promise<boolean> {
    return false;
  }

  prepareReferrers(): () => void {
    return () => {};
  }

  async listTags(signal: AbortSignal): Promise<readonly string[]> {
    return await this.#reader.listTags(signal);
  }

  async referrers(digest: string, signal: AbortSignal): Promise<readonly Descriptor[]> {
    return await this.#reader.referrers(digest, signal);
  }

  /**
   * Lists each image of the archive once, by its distinct names or else its digest.
   * @returns locations as text
   */
  async listLocations(signal: AbortSignal): Promise<readonly string[]> {
    return await this.#reader.listLocations(signal);
  }

  /** Discards everything that was pushed since the last tag. */
  async close(): Promise<void> {
    await this.#writer.close();
  }
}
