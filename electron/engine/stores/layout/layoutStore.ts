import pLimit from "p-limit";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { EngineError, isNotFound } from "../../errors.ts";
import type { Content } from "../../oci/content.ts";
import { detectMediaType } from "../../oci/detectManifest.ts";
import { describeReferrer, type ReferrerOfSubject } from "../../oci/referrer.ts";
import { sizeLimits } from "../sizeLimits.ts";
import {
  type BlobPush,
  type BlobRef,
  type BlobStream,
  type MountResult,
  NO_TAG,
  type Resolution,
  type Store,
  type TagCondition,
  type TagOptions,
  type TagOrDigest,
} from "../store.ts";
import { transferLimits } from "../transferLimits.ts";
import { chooseImage } from "./chooseImage.ts";
import {
  describeNames,
  distinctNames,
  imageChoices,
  imageLocation,
  type StoreLabel,
} from "./imageNames.ts";
import { listEntries, type ListedEntry, retagIndex, separateByName } from "./indexEntries.ts";
import { LayoutBlobs } from "./layoutBlobs.ts";
import { findLayout, readLayoutIndex } from "./layoutFolder.ts";
import type { LayoutIndex } from "./layoutIndex.ts";
import { LayoutWriter } from "./layoutWriter.ts";
import { SubjectCache } from "./subjectCache.ts";

/** Manifests that are read concurrently to find their subjects. */
const maxSubjectReads = 16;

/**
 * An OCI image layout: a folder with `oci-layout`, `index.json` and `blobs/ALGORITHM/HEX`.
 *
 * Blobs are written to temporary files and renamed after their digest is verified. `index.json`, which has the tags, is
 * replaced atomically. Readers never see partial files, not even after a crash. A folder with other files is never
 * written to.
 *
 * Source: OCI image-spec 1.1, "image-layout.md".
 */
export class LayoutStore implements Store {
  readonly kind = "local";
  readonly repository: string;
  readonly maxTransfers = transferLimits.layout;
  readonly #root: string;
  readonly #blobs: LayoutBlobs;
  readonly #writer: LayoutWriter;
  readonly #label: StoreLabel;
  readonly #subjects = new SubjectCache();

  /** @param root the folder, which the first write creates if it does not exist */
  constructor(root: string) {
    this.#root = root;
    this.#blobs = new LayoutBlobs(root);
    this.#writer = new LayoutWriter(root);
    this.repository = `oci-layout://${root}`;
    this.#label = { description: `image layout ${root}`, repository: this.repository };
  }

  /** @throws EngineError `layout_invalid` also if there is no layout and none can be created in the folder */
  async resolve(target: TagOrDigest): Promise<Resolution> {
    try {
      const { mediaType, digest, entry } = await this.#find(
        "tag" in target ? { ...target, origin: true } : target,
      );
      return { mediaType, digest, ...(entry === undefined ? {} : { etag: etagOf(digest) }) };
    } catch (error) {
      if (isNotFound(error)) {
        await findLayout(this.#root);
      }
      throw error;
    }
  }

  async fetchManifest(target: TagOrDigest): Promise<Content> {
    const { mediaType, digest, entry } = await this.#find(target);
    const bytes = await this.#readBlob(digest, sizeLimits.manifest);
    return {
      mediaType,
      digest,
      bytes,
      ...("tag" in target && entry !== undefined ? { entry } : {}),
    };
  }

  async fetchBlob(blob: BlobRef): Promise<Uint8Array> {
    return await this.#readBlob(blob.digest, sizeLimits.smallBlob, blob.size);
  }

  async openBlob(descriptor: Descriptor, signal: AbortSignal, offset = 0): Promise<BlobStream> {
    const stream = await this.#blobs.open(descriptor, signal, offset);
    if (!stream) {
      throw this.#notFound(descriptor);
    }
    return stream;
  }

  async hasManifest(descriptor: Descriptor, signal: AbortSignal): Promise<boolean> {
    return await this.hasBlob(descriptor, signal);
  }

  async hasBlob(descriptor: Descriptor, signal: AbortSignal): Promise<boolean> {
    return await this.#blobs.has(descriptor, signal);
  }

  async statBlob(digest: string): Promise<{ readonly size?: number } | undefined> {
    const size = await this.#blobs.sizeOf(digest);
    return size === undefined ? undefined : { size };
  }

  canMountFrom(): boolean {
    return false;
  }

  async mountBlob(): Promise<MountResult> {
    return { kind: "refused" };
  }

  async pushBlob(descriptor: Descriptor, { open, signal, onBytes }: BlobPush): Promise<void> {
    await this.#writer.write(async () => {
      const stream = await open(signal, 0);
      await this.#blobs.write(descriptor, { stream, onBytes }, signal);
    });
  }

  /** Lists a manifest with a subject in `index.json`, without a tag: a layout has no other list of referrers. */
  async pushManifest(content: Content): Promise<void> {
    await this.#writer.write(() => this.#blobs.writeBytes(content.digest, content.bytes));
    const referrer = describeReferrer(content)?.referrer;
    if (!referrer) {
      return;
    }
    // The entry has no annotations: one of them could be a tag of the layout.
    const { annotations: _, ...entry } = referrer;
    await this.#writer.editIndex((index) => {
      const { manifests } = index.document;
      if (manifests.some(({ digest }) => digest === content.digest)) {
        return undefined;
      }
      return index.withEntries([...manifests.keys(), entry]);
    });
  }

  /** `pushManifest` has listed them in `index.json`. */
  async indexReferrers(): Promise<readonly Descriptor[]> {
    return [];
  }

  async tag(tag: string, content: Content, { condition }: TagOptions): Promise<void> {
    await this.#writer.write(() => this.#blobs.writeBytes(content.digest, content.bytes));
    await this.#writer.editIndex((index) => {
      this.#checkCondition(index, tag, condition);
      return retagIndex(index, { tag, content, label: this.#label });
    });
  }

  /** The edit of the index is atomic, so the condition still holds when the tag moves. */
  #checkCondition(index: LayoutIndex, tag: string, condition: TagCondition | undefined): void {
    const images = separateByName(listEntries(index.document));
    const [current] = chooseImage(images, tag, this.#label);
    const etag = current && etagOf(current.entry.digest);
    if (!condition || etag === (condition.kind === "match" ? condition.etag : undefined)) {
      return;
    }
    throw new EngineError("tag_moved", `${this.repository}:${tag} has changed.`);
  }

  async isNew(): Promise<boolean> {
    return false;
  }

  prepareReferrers(): () => void {
    return () => {};
  }

  async listTags(): Promise<readonly string[]> {
    return [...distinctNames(await this.#images()).values()].flat();
  }

  /**
   * Lists each image of the layout once, by its distinct names or else its digest.
   * @returns locations as text
   */
  async listLocations(): Promise<readonly string[]> {
    const images = await this.#images();
    const texts = [...distinctNames(images)].flatMap(([{ digest }, names]) => {
      const named = names.flatMap((tag) => imageLocation(this.repository, { tag }) ?? []);
      if (named.length > 0 || digest === undefined) {
        return named;
      }
      return imageLocation(this.repository, { digest }) ?? [];
    });
    return [...new Set(texts)];
  }

  /** Reads each manifest in `index.json` once to find its subject: layouts have no list of referrers. */
  async referrers(digest: string, signal: AbortSignal): Promise<readonly Descriptor[]> {
    const { manifests } = (await readLayoutIndex(this.#root)).document;
    const entries = new Map(manifests.map((entry) => [entry.digest, entry]));
    const limit = pLimit(maxSubjectReads);
    const readSubject = async (entry: Descriptor): Promise<ReferrerOfSubject | undefined> => {
      signal.throwIfAborted();
      const read = (): Promise<Uint8Array> =>
        this.#readBlob(entry.digest, sizeLimits.manifest, entry.size);
      return await this.#subjects.get(entry, read, signal);
    };
    const subjects = await Promise.all(
      [...entries.values()].map((entry) => limit(() => readSubject(entry))),
    );
    return subjects.flatMap((found) => (found?.subject === digest ? [found.referrer] : []));
  }

  async #images(): Promise<readonly ListedEntry[]> {
    return listEntries((await readLayoutIndex(this.#root)).document);
  }

  /** @returns with the JSON of the entry, if the index lists the target */
  async #find(
    target: TagOrDigest,
  ): Promise<Pick<Content, "mediaType" | "digest"> & { readonly entry?: string }> {
    const index = await readLayoutIndex(this.#root);
    const images = listEntries(index.document);
    const position = this.#findPosition(target, index, images);
    const listed = position === undefined ? undefined : index.document.manifests[position];
    if (position !== undefined && listed) {
      const { mediaType, digest } = listed;
      return { mediaType, digest, entry: index.entryText(position) };
    }
    if (!("digest" in target)) {
      throw this.#notFound(target, images);
    }
    // index.json need not list the children of an index.
    const bytes = await this.#blobs.read(target.digest, sizeLimits.manifest);
    if (!bytes) {
      throw this.#notFound(target, images);
    }
    return { mediaType: detectMediaType(bytes), digest: target.digest };
  }

  #findPosition(
    target: TagOrDigest,
    index: LayoutIndex,
    images: readonly ListedEntry[],
  ): number | undefined {
    if ("digest" in target) {
      return index.document.manifests.findIndex(({ digest }) => digest === target.digest);
    }
    const candidates = target.origin === true ? separateByName(images) : images;
    return chooseImage(candidates, target.tag, this.#label)[0]?.position;
  }

  async #readBlob(digest: string, limit: number, size?: number): Promise<Uint8Array> {
    const bytes = await this.#blobs.read(digest, limit, size);
    if (!bytes) {
      throw this.#notFound({ digest });
    }
    return bytes;
  }

  /** @param images the images of the layout, for the hint */
  #notFound(target: TagOrDigest, images: readonly ListedEntry[] = []): EngineError {
    const tag = "tag" in target && target.tag !== NO_TAG ? `:${target.tag}` : "";
    const name = "digest" in target ? `@${target.digest}` : tag;
    const hint =
      images.length === 0 ? "It has no images that can be selected." : describeNames(images);
    return new EngineError("not_found", `${this.repository}${name}: not found.`, {
      hint: `The layout has no such image. ${hint}`,
      ...("tag" in target ? { choices: imageChoices(images, images, this.repository) } : {}),
    });
  }
}

/** The digest of the entry serves as its entity tag. */
function etagOf(digest: string): string {
  return `"${digest}"`;
}
