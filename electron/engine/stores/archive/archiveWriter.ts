import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { Lock } from "../../async/lock.ts";
import { diskError } from "../../disk/diskError.ts";
import { EngineError } from "../../errors.ts";
import type { Content } from "../../oci/content.ts";
import { createDigestVerifier } from "../../oci/digest.ts";
import type { ArchiveFormat } from "../../oci/location.ts";
import { describeReferrer } from "../../oci/referrer.ts";
import type { StoreLabel } from "../layout/imageNames.ts";
import { retagIndex } from "../layout/indexEntries.ts";
import { ociLayoutText } from "../layout/layoutFolder.ts";
import { LayoutIndex } from "../layout/layoutIndex.ts";
import { sizeLimits } from "../sizeLimits.ts";
import type { BlobPush, BlobStream, TagCondition, TagOptions } from "../store.ts";
import { readRange, type ArchiveContents, type ByteRange } from "./archiveContents.ts";
import type { ArchiveFile } from "./archiveFile.ts";
import type { ArchiveReader, ArchiveVersion } from "./archiveReader.ts";
import { blobPath, findBlobs, findOtherFiles } from "./blobPaths.ts";
import { checkArchivePath } from "./checkArchiveTarget.ts";
import { checkComplete } from "./checkComplete.ts";
import { OciImages } from "./ociImages.ts";
import type { PendingArchive } from "./pendingArchive.ts";

/** Writes blobs and manifests to a pending archive, which replaces the archive when a tag is set. */
export class ArchiveWriter {
  readonly #format: ArchiveFormat;
  readonly #label: StoreLabel;
  readonly #file: ArchiveFile;
  readonly #pending: PendingArchive;
  readonly #reader: ArchiveReader;
  readonly #lock = new Lock();

  /** @param archive.format as in the location; the archive itself may have the other one */
  constructor(archive: {
    readonly format: ArchiveFormat;
    readonly label: StoreLabel;
    readonly file: ArchiveFile;
    readonly pending: PendingArchive;
    readonly reader: ArchiveReader;
  }) {
    this.#format = archive.format;
    this.#label = archive.label;
    this.#file = archive.file;
    this.#pending = archive.pending;
    this.#reader = archive.reader;
  }

  /** See `Store.pushBlob`. The blob is opened only when other writes are done. */
  async pushBlob(descriptor: Descriptor, { open, signal, onBytes }: BlobPush): Promise<void> {
    await this.#write(signal, async () => {
      await this.#requireWritable(signal);
      const { digest, size } = descriptor;
      const name = blobPath(digest);
      if (this.#pending.find(name)) {
        return;
      }
      const bytes = verifyAndCount(await open(signal, 0), descriptor, onBytes);
      await this.#pending.add(name, { size, bytes }, signal);
    });
  }

  /** See `Store.pushManifest`. A manifest with a subject is listed in the index when a tag is set. */
  async pushManifest(content: Content, signal: AbortSignal): Promise<void> {
    await this.#write(signal, async () => {
      await this.#requireWritable(signal);
      await this.#addContent(content, signal);
      const referrer = describeReferrer(content)?.referrer;
      if (!referrer) {
        return;
      }
      // The entry has no annotations: one of them could be a tag of the archive.
      const { annotations: _, ...entry } = referrer;
      this.#pending.referrers.set(content.digest, entry);
    });
  }

  /** See `Store.tag`. Replaces the archive. */
  async tag(tag: string, content: Content, { signal, condition }: TagOptions): Promise<void> {
    await this.#write(signal, async () => {
      const current = await this.#requireWritable(signal);
      await this.#checkCondition(current, tag, condition);
      if (current) {
        await this.#copyFiles(current.contents, signal);
      }
      await this.#addContent(content, signal);
      await checkComplete(content, {
        has: ({ digest }) => this.#pending.find(blobPath(digest)) !== undefined,
        read: (descriptor) => this.#reader.read(descriptor, sizeLimits.manifest, signal),
      });
      const checkVersion = (): Promise<void> => this.#checkVersion(current?.contents);
      await checkVersion();
      const index = current?.images.index ?? LayoutIndex.empty();
      const referrers = [...this.#pending.referrers.values()];
      const documents = {
        ...(this.#pending.find("oci-layout")
          ? {}
          : { "oci-layout": new TextEncoder().encode(ociLayoutText) }),
        "index.json": retagIndex(index, { tag, content, label: this.#label, referrers }),
      };
      // Compressing may take minutes, in which another program may write to the archive: check again.
      await this.#pending.commit(documents, signal, checkVersion);
    });
  }

  /** Discards everything that was pushed since the last tag. */
  async close(): Promise<void> {
    await this.#lock.runExclusive(() => this.#pending.discard());
  }

  /**
   * Returns the archive to replace; undefined if there is none.
   * @throws EngineError `input_invalid` if the path or the format cannot be written
   */
  async #requireWritable(signal: AbortSignal): Promise<ArchiveVersion<OciImages> | undefined> {
    checkArchivePath(this.#format, this.#file.path);
    const version = await this.#reader.version(signal);
    if (!version) {
      return undefined;
    }
    const { contents, images } = version;
    if (images instanceof OciImages) {
      return { contents, images };
    }
    throw new EngineError(
      "input_invalid",
      `${this.#file.path} is an archive of docker save, which can be read but not written.`,
      { hint: "Choose another file. It is created as an OCI archive." },
    );
  }

  /** The archive is not replaced if it changes meanwhile, so the condition still holds when the tag is set. */
  async #checkCondition(
    current: ArchiveVersion<OciImages> | undefined,
    tag: string,
    condition: TagCondition | undefined,
  ): Promise<void> {
    const resolved = await current?.images.resolve({ tag, origin: true });
    const etag = resolved && `"${resolved.digest}"`;
    if (!condition || etag === (condition.kind === "match" ? condition.etag : undefined)) {
      return;
    }
    throw new EngineError("tag_moved", `${this.#label.repository}:${tag} has changed.`);
  }

  async #addContent({ digest, bytes }: Content, signal: AbortSignal): Promise<void> {
    const name = blobPath(digest);
    if (this.#pending.find(name)) {
      return;
    }
    const { byteLength: size } = bytes;
    const verified = verifyAndCount([bytes], { digest, size });
    await this.#pending.add(name, { size, bytes: verified }, signal);
  }

  /** Copies the files of the archive that are not pending, in one pass. */
  async #copyFiles(contents: ArchiveContents, signal: AbortSignal): Promise<void> {
    const isMissing = (name: string): boolean => !this.#pending.find(name);
    const blobs = findBlobs(this.#file.path, contents, isMissing);
    const blobRanges = new Set(blobs.map(([, range]) => range));
    const others = findOtherFiles(contents).filter(
      ([name, range]) => isMissing(name) && !blobRanges.has(range),
    );
    const files = [...blobs, ...others].toSorted(([, a], [, b]) => a.offset - b.offset);
    await this.#file.readThrough(contents, signal, async (reader) => {
      const copies = new Map<ByteRange, ByteRange | undefined>();
      for (const [name, range] of files) {
        // The reader is already past the bytes of a link: read its copy.
        const copy = copies.get(range);
        const bytes = copy ? this.#pending.stream(copy, signal) : readRange(reader, range);
        await this.#pending.add(name, { size: range.size, bytes }, signal);
        copies.set(range, this.#pending.find(name));
      }
    });
  }

  /** Runs one write at a time. */
  async #write(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    await this.#lock.runExclusive(async () => {
      try {
        await work();
      } catch (error) {
        throw diskError(error, `write to the archive ${this.#file.path}`);
      }
    }, signal);
  }

  /** @throws EngineError `disk` if another program has replaced the archive */
  async #checkVersion(contents: ArchiveContents | undefined): Promise<void> {
    if ((await this.#file.version()) === contents?.version) {
      return;
    }
    throw new EngineError("disk", `${this.#file.path} was replaced while it was written.`, {
      hint: "Another program wrote to it. Its archive was left unchanged; review the push again.",
      retryable: true,
    });
  }
}

/** Passes a stream on and fails at its end unless it matches the digest and size. */
async function* verifyAndCount(
  stream: BlobStream | Iterable<Uint8Array>,
  { digest, size }: Pick<Descriptor, "digest" | "size">,
  onBytes: (count: number) => void = () => {},
): AsyncGenerator<Uint8Array> {
  const verifier = createDigestVerifier(digest, size);
  for await (const chunk of stream) {
    verifier.update(chunk);
    yield chunk;
    onBytes(chunk.byteLength);
  }
  verifier.finish();
}
