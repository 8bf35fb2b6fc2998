import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { ImageIndex } from "../../../shared/oci/imageIndex.ts";
import { isIndexType, isManifestType, mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { EngineError } from "../failure.ts";
import { decodeIndex } from "../oci/decode.ts";
import { describeReferrer, type Reference } from "../oci/referrer.ts";
import { createDigestVerifier, parseDigest } from "../oci/digest.ts";
import { indexJson } from "../oci/indexJson.ts";
import { verifyStream } from "../oci/verifyStream.ts";
import { limits } from "../registry/transport/limits.ts";
import type {
  BlobName,
  BlobStream,
  Content,
  Mount,
  OpenBlob,
  Resolution,
  Store,
  TagCondition,
  TagOrDigest,
} from "../store.ts";
import { fileVersion } from "../fileVersion.ts";
import { Lock } from "../lock.ts";
import { diskError } from "./diskError.ts";
import { sniff } from "./sniff.ts";
import { writeBlob, writeWhole } from "./write.ts";

/** The annotation that names a tag in a layout's index. Source: OCI image-spec 1.1, "image-layout.md". */
const refName = "org.opencontainers.image.ref.name";
/** So many tags are named where the one that was asked for is not there. */
const namedTags = 8;
/** How often a change of `index.json` is begun anew because another program's came first. */
const changes = 10;
const layoutFile = '{"imageLayoutVersion":"1.0.0"}';

/**
 * An OCI image layout: a folder with `oci-layout`, `index.json` and `blobs/ALGORITHM/HEX`.
 *
 * Blobs are written beside their place and renamed into it once their digest is proven; `index.json`, where
 * the tags are, is replaced whole. A reader, or a crash, never sees half of either.
 *
 * Source: OCI image-spec 1.1, "image-layout.md".
 */
export class LayoutStore implements Store {
  readonly kind = "layout";
  readonly repository: string;
  readonly transfers = 4;
  readonly #root: string;
  readonly #lock = new Lock();
  /** What each manifest of `index.json` refers to; a digest's content never changes. */
  readonly #subjects = new Map<string, Promise<Reference | undefined>>();

  /** @param root the folder; made at the first write where it is not there */
  constructor(root: string) {
    this.#root = root;
    this.repository = `oci-layout://${root}`;
  }

  async resolve(target: TagOrDigest): Promise<Resolution> {
    const index = await this.#readIndex();
    const found = index.manifests.find((entry) =>
      "digest" in target
        ? entry.digest === target.digest
        : entry.annotations?.[refName] === target.tag,
    );
    // Children of an index are blobs that index.json need not list.
    if (found)
      return { mediaType: found.mediaType, digest: found.digest, etag: `"${found.digest}"` };
    if ("digest" in target && (await this.#sizeOf(target.digest)) !== undefined) {
      const bytes = await this.#readBlob(target.digest, limits.manifest);
      return { mediaType: sniff(bytes), digest: target.digest };
    }
    throw this.#notFound(target, tagsOf(index));
  }

  async fetchManifest(target: TagOrDigest): Promise<Content> {
    const { mediaType, digest } = await this.resolve(target);
    return { mediaType, digest, bytes: await this.#readBlob(digest, limits.manifest) };
  }

  async fetchBlob(blob: BlobName): Promise<Uint8Array> {
    return await this.#readBlob(blob.digest, limits.smallBlob, blob.size);
  }

  async openBlob(descriptor: Descriptor, signal: AbortSignal, offset = 0): Promise<BlobStream> {
    if ((await this.#sizeOf(descriptor.digest)) === undefined) throw this.#notFound(descriptor);
    const stream = createReadStream(this.#blobPath(descriptor.digest), { signal, start: offset });
    return offset === 0 ? verifyStream(stream, descriptor) : stream;
  }

  async hasManifest(descriptor: Descriptor): Promise<boolean> {
    return await this.hasBlob(descriptor);
  }

  async hasBlob(descriptor: Descriptor): Promise<boolean> {
    return (await this.#sizeOf(descriptor.digest)) === descriptor.size;
  }

  mountsFrom(): boolean {
    return false;
  }

  async mountBlob(): Promise<Mount> {
    return { kind: "refused" };
  }

  async pushBlob(
    descriptor: Descriptor,
    open: OpenBlob,
    signal: AbortSignal,
    onBytes: (count: number) => void,
  ): Promise<void> {
    const stream = await open(signal, 0);
    await this.#doing("write to", () =>
      writeBlob(this.#blobPath(descriptor.digest), descriptor, stream, signal, onBytes),
    );
  }

  /** A layout has no list of referrers but `index.json`: what refers to something stands there, without a tag. */
  async pushManifest(content: Content): Promise<void> {
    await this.#doing("write to", () => writeWhole(this.#blobPath(content.digest), content.bytes));
    const reference = describeReferrer(content);
    if (!reference) return;
    // Its annotations stay in it: among them may be one that would be taken for a tag here.
    const { annotations: _, ...entry } = reference.referrer;
    await this.#change((index) =>
      index.manifests.some(({ digest }) => digest === content.digest)
        ? index.manifests
        : [...index.manifests, entry],
    );
  }

  /** `index.json` lists them since they were pushed. */
  async enterReferrers(): Promise<readonly Descriptor[]> {
    return [];
  }

  async tag(
    tag: string,
    content: Content,
    _signal: AbortSignal,
    condition?: TagCondition,
  ): Promise<void> {
    await this.#doing("write to", () => writeWhole(this.#blobPath(content.digest), content.bytes));
    await this.#change((index) => {
      this.#checkCondition(index, tag, condition);
      const entry: Descriptor = {
        mediaType: content.mediaType,
        digest: content.digest,
        size: content.bytes.byteLength,
        annotations: { [refName]: tag },
      };
      const others = index.manifests.filter(({ annotations }) => annotations?.[refName] !== tag);
      return [...others, entry];
    });
  }

  /** Replace `index.json`, one change at a time. What another program changes meanwhile is not lost. */
  async #change(entries: (index: ImageIndex) => readonly Descriptor[]): Promise<void> {
    const file = path.join(this.#root, "index.json");
    await this.#doing("write to", () =>
      this.#lock.hold(async () => {
        for (let made = 1; made <= changes; made += 1) {
          const seen = await fileVersion(file);
          const index = await this.#readIndex({ orEmpty: true });
          const manifests = entries(index);
          if (manifests === index.manifests) return;
          await this.#markAsLayout();
          const bytes = indexJson({ ...index, mediaType: mediaTypes.ociIndex, manifests });
          if (await writeWhole(file, bytes, async () => (await fileVersion(file)) === seen)) return;
        }
        throw new EngineError("disk", `${file} changes too often to be changed.`, {
          hint: "Another program is writing to this layout. Push again when it is done.",
          retryable: true,
        });
      }),
    );
  }

  async #markAsLayout(): Promise<void> {
    const file = path.join(this.#root, "oci-layout");
    const about = await stat(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    // An empty one is what a crash may leave; any other is somebody's.
    if (about === undefined || (about.isFile() && about.size === 0))
      await writeWhole(file, new TextEncoder().encode(layoutFile));
  }

  /** Nothing comes between this and the write: here a condition is kept, not hoped for. */
  #checkCondition(index: ImageIndex, tag: string, condition: TagCondition | undefined): void {
    const held = index.manifests.find(({ annotations }) => annotations?.[refName] === tag);
    const etag = held && `"${held.digest}"`;
    if (!condition || etag === (condition.kind === "match" ? condition.etag : undefined)) return;
    throw new EngineError("tag_moved", `${this.repository}:${tag} is not what it was.`);
  }

  async isNew(): Promise<boolean> {
    return false;
  }

  expectReferrers(): () => void {
    return () => {};
  }

  async listTags(): Promise<readonly string[]> {
    return tagsOf(await this.#readIndex());
  }

  /** Layouts have no list of referrers: the manifests that `index.json` names are looked through, once each. */
  async referrers(digest: string): Promise<readonly Descriptor[]> {
    const { manifests } = await this.#readIndex();
    const listed = new Map(manifests.map((entry) => [entry.digest, entry]));
    const subjects = await Promise.all(
      [...listed.values()].map(async (entry) => {
        const known = this.#subjects.get(entry.digest) ?? this.#readSubject(entry);
        this.#subjects.set(entry.digest, known);
        return await known;
      }),
    );
    return subjects.flatMap((found) => (found?.subject === digest ? [found.referrer] : []));
  }

  /** What an entry refers to, if it does. An entry whose content is missing or broken refers to nothing. */
  async #readSubject(entry: Descriptor): Promise<Reference | undefined> {
    if (!isManifestType(entry.mediaType) && !isIndexType(entry.mediaType)) return undefined;
    try {
      const bytes = await this.#readBlob(entry.digest, limits.manifest, entry.size);
      return describeReferrer({ mediaType: entry.mediaType, digest: entry.digest, bytes });
    } catch (error) {
      if (error instanceof EngineError) return undefined;
      throw error;
    }
  }

  async #readIndex(options: { orEmpty?: boolean } = {}): Promise<ImageIndex> {
    const file = path.join(this.#root, "index.json");
    let bytes: Uint8Array;
    try {
      const about = await stat(file);
      // A pipe could be waited for without an end.
      if (!about.isFile()) throw new EngineError("layout_invalid", `${file} is no file.`);
      if (about.size > limits.manifest)
        throw new EngineError("too_large", `${file} is ${about.size} bytes, too large to be read.`);
      bytes = await readFile(file);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENOTDIR") {
        throw new EngineError("layout_invalid", `${this.#root} is no folder, so no image layout.`, {
          hint: "An image in one file is oci-archive://FILE or docker-archive://FILE.",
        });
      }
      if (code !== "ENOENT") throw diskError(error, `read ${file}`);
      if (options.orEmpty)
        return { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [] };
      throw new EngineError(
        "not_found",
        `${this.#root} is not an OCI image layout: it has no index.json.`,
        {
          hint: "Choose a folder that holds oci-layout, index.json and blobs.",
        },
      );
    }
    return decodeIndex(bytes, file);
  }

  async #readBlob(digest: string, limit: number, size?: number): Promise<Uint8Array> {
    const found = await this.#sizeOf(digest);
    if (found === undefined) throw this.#notFound({ digest });
    if (found > limit)
      throw new EngineError(
        "too_large",
        `The blob ${digest} is ${found} bytes, too large to be read.`,
      );
    const bytes = await this.#doing("read from", () => readFile(this.#blobPath(digest)));
    const verifier = createDigestVerifier(digest, size);
    verifier.update(bytes);
    verifier.finish();
    return bytes;
  }

  async #sizeOf(digest: string): Promise<number | undefined> {
    try {
      const about = await stat(this.#blobPath(digest));
      return about.isFile() ? about.size : undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw diskError(error, `read from the image layout ${this.#root}`);
    }
  }

  /** The parts are checked by parseDigest, so no digest leads out of the folder (CVE-2024-3727). */
  #blobPath(digest: string): string {
    const { algorithm, hex } = parseDigest(digest);
    return path.join(this.#root, "blobs", algorithm, hex);
  }

  async #doing<T>(verb: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw diskError(error, `${verb} the image layout ${this.#root}`);
    }
  }

  /** @param tags those that there are */
  #notFound(target: TagOrDigest, tags: readonly string[] = []): EngineError {
    const name = "digest" in target ? `@${target.digest}` : `:${target.tag}`;
    const more = tags.length > namedTags ? ` and ${tags.length - namedTags} more` : "";
    return new EngineError("not_found", `${this.repository}${name}: not found.`, {
      hint:
        tags.length === 0
          ? "The layout has no such image, and no tags."
          : `The layout has no such image. Its tags: ${tags.slice(0, namedTags).join(", ")}${more}.`,
    });
  }
}

function tagsOf({ manifests }: ImageIndex): readonly string[] {
  return manifests
    .map(({ annotations }) => annotations?.[refName])
    .filter((tag) => tag !== undefined);
}
