import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { EngineError } from "../../errors.ts";
import { diskError } from "../../disk/diskError.ts";
import { detectMediaType } from "../../oci/detectManifest.ts";
import { Lock } from "../../async/lock.ts";
import { createDigestVerifier, verifyStream } from "../../oci/digest.ts";
import { LayoutIndex } from "../layout/layoutIndex.ts";
import type { ArchiveFormat } from "../../oci/location.ts";
import { describeReferrer } from "../../oci/referrer.ts";
import { sizeLimits } from "../sizeLimits.ts";
import type {
  BlobRef,
  BlobStream,
  MountResult,
  BlobOpener,
  Resolution,
  Store,
  TagCondition,
  TagOrDigest,
} from "../store.ts";
import type { Content } from "../../oci/content.ts";
import type { ArchiveResolution } from "./archiveImages.ts";
import { ArchiveFile } from "./archiveFile.ts";
import { ArchiveReader, type Version } from "./archiveReader.ts";
import { checkComplete } from "./checkComplete.ts";
import type { StoreLabel } from "../layout/imageNames.ts";
import { readRange, type ArchiveContents, type ByteRange } from "./archiveContents.ts";
import { retagIndex } from "../layout/indexEntries.ts";
import { PendingArchive } from "./pendingArchive.ts";
import { blobName, findBlobs, findOtherFiles, OciImages } from "./ociImages.ts";
import { once } from "./once.ts";
import { checkArchivePath } from "./checkArchiveTarget.ts";
import { VerifiedBlobs } from "./verifiedBlobs.ts";

const layoutFile = '{"imageLayoutVersion":"1.0.0"}';

/**
 * A tar archive of images: an OCI image layout, which can be written too, or what `docker save` writes.
 *
 * What is pushed waits in an unfinished file until a tag is set; then that file, with everything else that
 * the old archive holds, takes its place. A reader, or a crash, never sees half of it.
 *
 * Sources: OCI image-spec 1.1, "image-layout.md"; moby, image/spec/v1.2.md; containers-transports(5).
 */
export class ArchiveStore implements Store {
  /** To those who push it is a layout: what it has must be looked into. */
  readonly kind = "local";
  readonly repository: string;
  /** A file is written at one end only. */
  readonly maxTransfers = 1;
  readonly #format: ArchiveFormat;
  readonly #file: ArchiveFile;
  readonly #next: PendingArchive;
  readonly #reader: ArchiveReader;
  readonly #whole: VerifiedBlobs;
  readonly #holder: StoreLabel;
  readonly #lock = new Lock();
  /** Manifests pushed since the last tag that refer to others, and so are to be found by the index. */
  readonly #pushedReferrers = new Map<string, Descriptor>();

  /**
   * @param format how the archive is asked for; what is in it is read as what it is
   * @param path of the file; made with its first tag where it is not there
   */
  constructor(format: ArchiveFormat, path: string) {
    this.repository = `${format}-archive://${path}`;
    this.#format = format;
    this.#holder = { description: `archive ${path}`, repository: this.repository };
    this.#file = new ArchiveFile(path);
    this.#whole = new VerifiedBlobs(this.#file);
    this.#next = new PendingArchive(path);
    this.#reader = new ArchiveReader(this.repository, this.#file, this.#next);
  }

  async resolve(target: TagOrDigest, signal: AbortSignal): Promise<Resolution> {
    const asked = "tag" in target ? { ...target, origin: true } : target;
    const { mediaType, digest, isListed } = await this.#find(asked, signal);
    return { mediaType, digest, ...(isListed ? { etag: `"${digest}"` } : {}) };
  }

  async #find(
    target: TagOrDigest,
    signal: AbortSignal,
  ): Promise<ArchiveResolution & { readonly isListed: boolean }> {
    const version = await this.#reader.version(signal);
    const found = await version?.images.resolve(target, signal);
    if (found) return { ...found, isListed: true };
    // Children of an index are blobs that index.json need not list.
    const blob = "digest" in target ? await this.#reader.find(target.digest, signal) : undefined;
    if (!blob || !("digest" in target)) throw this.#reader.notFound(target, version);
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
    if (!blob) throw this.#reader.notFound(descriptor, await this.#reader.version(signal));
    return offset === 0
      ? verifyStream(blob.stream(signal), descriptor)
      : blob.stream(signal, offset);
  }

  async hasManifest(descriptor: Descriptor, signal: AbortSignal): Promise<boolean> {
    return await this.hasBlob(descriptor, signal);
  }

  /** A plan may be pushed by another process, which has none of what waits for a tag in this one. */
  async hasBlob(descriptor: Descriptor, signal: AbortSignal): Promise<boolean> {
    const { digest, size } = descriptor;
    const version = await this.#reader.version(signal);
    const found = await version?.images.find(digest, signal);
    if (!version || !found || found.size !== size) return false;
    // The digests of docker save's blobs come from their bytes.
    if (!(version.images instanceof OciImages)) return true;
    return await this.#whole.has(version.contents, digest, signal);
  }

  canMountFrom(): boolean {
    return false;
  }

  async mountBlob(): Promise<MountResult> {
    return { kind: "refused" };
  }

  async pushBlob(
    descriptor: Descriptor,
    open: BlobOpener,
    signal: AbortSignal,
    onBytes: (count: number) => void,
  ): Promise<void> {
    await this.#write(signal, async () => {
      await this.#writable(signal);
      if (this.#next.find(blobName(descriptor.digest))) return;
      const stream = await open(signal, 0);
      await this.#add(descriptor, stream, signal, onBytes);
    });
  }

  async pushManifest(content: Content, signal: AbortSignal): Promise<void> {
    await this.#write(signal, async () => {
      await this.#writable(signal);
      await this.#addContent(content, signal);
      const referrer = describeReferrer(content)?.referrer;
      if (!referrer) return;
      // Its annotations stay in it: among them may be one that would be taken for a tag here.
      const { annotations: _, ...entry } = referrer;
      this.#pushedReferrers.set(content.digest, entry);
    });
  }

  /** They are listed in the archive that is written with its tag. */
  async indexReferrers(): Promise<readonly Descriptor[]> {
    return [];
  }

  async tag(
    tag: string,
    content: Content,
    signal: AbortSignal,
    condition?: TagCondition,
  ): Promise<void> {
    await this.#write(signal, async () => {
      const old = await this.#writable(signal);
      await this.#checkCondition(old, tag, condition);
      if (old) await this.#copy(old.contents, signal);
      await this.#addContent(content, signal);
      await checkComplete(
        content,
        async ({ digest }) => this.#next.find(blobName(digest)) !== undefined,
        (descriptor) => this.#reader.read(descriptor, sizeLimits.manifest, signal),
      );
      const file = old?.images.file ?? LayoutIndex.empty();
      const referrers = [...this.#pushedReferrers.values()];
      const checkSame = (): Promise<void> => this.#checkSame(old?.contents);
      await checkSame();
      const mark = { "oci-layout": new TextEncoder().encode(layoutFile) };
      const documents = {
        ...(this.#next.find("oci-layout") ? {} : mark),
        "index.json": retagIndex(file, this.#holder, tag, content, referrers),
      };
      try {
        // To pack it may take minutes, in which another program may write to the file.
        await this.#next.finish(documents, signal, checkSame);
      } finally {
        // They are in the archive now, or gone with the rest.
        this.#pushedReferrers.clear();
      }
    });
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
   * Every image of the archive once, by the names that tell it from the others or else by its digest.
   * @returns locations as text
   */
  async listLocations(signal: AbortSignal): Promise<readonly string[]> {
    return await this.#reader.listLocations(signal);
  }

  /** Forget what was pushed without a tag. */
  async close(): Promise<void> {
    await this.#lock.runExclusive(() => this.#next.discard());
  }

  /** The archive that is to be written anew. @throws EngineError where it is none of those that can be */
  async #writable(signal: AbortSignal): Promise<Version<OciImages> | undefined> {
    checkArchivePath(this.#format, this.#file.path);
    const version = await this.#reader.version(signal);
    if (!version) return undefined;
    const { contents, images } = version;
    if (images instanceof OciImages) return { contents, images };
    throw new EngineError(
      "input_invalid",
      `${this.#file.path} is an archive of docker save, which can be read but not written to.`,
      { hint: "Choose another file, and it will be made as an OCI archive." },
    );
  }

  /** The file is not replaced if another program writes to it meanwhile, so this holds until the tag is set. */
  async #checkCondition(
    old: Version<OciImages> | undefined,
    tag: string,
    condition: TagCondition | undefined,
  ): Promise<void> {
    const held = await old?.images.resolve({ tag, origin: true });
    const etag = held && `"${held.digest}"`;
    if (!condition || etag === (condition.kind === "match" ? condition.etag : undefined)) return;
    throw new EngineError("tag_moved", `${this.repository}:${tag} is not what it was.`);
  }

  async #add(
    descriptor: Pick<Descriptor, "digest" | "size">,
    stream: BlobStream,
    signal: AbortSignal,
    onBytes: (count: number) => void,
  ): Promise<void> {
    const { digest, size } = descriptor;
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      const verifier = createDigestVerifier(digest, size);
      for await (const piece of stream) {
        verifier.update(piece);
        yield piece;
        onBytes(piece.byteLength);
      }
      verifier.finish();
    };
    await this.#next.add(blobName(digest), size, counted(), signal);
  }

  async #addContent({ digest, bytes }: Content, signal: AbortSignal): Promise<void> {
    if (this.#next.find(blobName(digest))) return;
    await this.#add({ digest, size: bytes.byteLength }, once(bytes), signal, () => {});
  }

  /** Copy what stays of the old archive, in one pass. */
  async #copy(contents: ArchiveContents, signal: AbortSignal): Promise<void> {
    const isMissing = (name: string): boolean => !this.#next.find(name);
    const blobs = findBlobs(this.#file.path, contents, isMissing);
    const isBlob = new Set(blobs.map(([, place]) => place));
    const others = findOtherFiles(contents).filter(
      ([name, place]) => isMissing(name) && !isBlob.has(place),
    );
    const files = [...blobs, ...others];
    await this.#file.readThrough(contents, signal, async (cursor) => {
      const copies = new Map<ByteRange, ByteRange | undefined>();
      for (const [name, place] of files.toSorted(([, a], [, b]) => a.offset - b.offset)) {
        // A second name of what is behind the cursor by now: its bytes are where they were written.
        const copy = copies.get(place);
        const bytes = copy ? this.#next.stream(copy, signal) : readRange(cursor, place);
        await this.#next.add(name, place.size, bytes, signal);
        copies.set(place, this.#next.find(name));
      }
    });
  }

  /** One writer at a time, whose sources are opened when it is its turn. */
  async #write(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    await this.#lock.runExclusive(async () => {
      try {
        await work();
      } catch (error) {
        throw diskError(error, `write to the archive ${this.#file.path}`);
      }
    }, signal);
  }

  async #checkSame(old: ArchiveContents | undefined): Promise<void> {
    if ((await this.#file.identity()) === old?.identity) return;
    const message = `${this.#file.path} was replaced while it was being written.`;
    throw new EngineError("disk", message, {
      hint: "Another program wrote to it. Its archive was left as it is; review the push again.",
      retryable: true,
    });
  }
}
