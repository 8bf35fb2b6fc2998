import { stat } from "node:fs/promises";
import path from "node:path";
import pLimit from "p-limit";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { EngineError, isNotFound } from "../../errors.ts";
import { chooseImage } from "./chooseImage.ts";
import {
  imageChoices,
  imageLocation,
  type StoreLabel,
  describeNames,
  distinctNames,
} from "./imageNames.ts";
import { apart, listEntries, type ListedEntry, retagIndex } from "./indexEntries.ts";
import { fileVersion } from "../../disk/fileVersion.ts";
import { Lock } from "../../async/lock.ts";
import { LayoutIndex } from "./layoutIndex.ts";
import { describeReferrer, type ReferrerOfSubject } from "../../oci/referrer.ts";
import { SubjectCache } from "./subjectCache.ts";
import { sizeLimits } from "../sizeLimits.ts";
import {
  type BlobRef,
  type BlobStream,
  type MountResult,
  type BlobOpener,
  type Resolution,
  type Store,
  type TagCondition,
  type TagOrDigest,
  NO_TAG,
} from "../store.ts";
import type { Content } from "../../oci/content.ts";
import { diskError } from "../../disk/diskError.ts";
import { LayoutBlobs } from "./layoutBlobs.ts";
import { findLayout, markLayout, readIndexFile } from "./layoutFolder.ts";
import { detectMediaType } from "../../oci/detectManifest.ts";
import { writeFileAtomic } from "../../disk/writeFileAtomic.ts";

/** How often a change of `index.json` is begun anew because another program's came first. */
const changes = 10;
/** Manifests that are read at once to find what they refer to. An index may list thousands. */
const subjectReads = 16;

/**
 * An OCI image layout: a folder with `oci-layout`, `index.json` and `blobs/ALGORITHM/HEX`.
 *
 * Blobs are written beside their place and renamed into it once their digest is proven; `index.json`, where
 * the tags are, is replaced whole. A reader, or a crash, never sees half of either. A folder that holds anything
 * else is not written to.
 *
 * Source: OCI image-spec 1.1, "image-layout.md".
 */
export class LayoutStore implements Store {
  readonly kind = "local";
  readonly repository: string;
  readonly maxTransfers = 4;
  readonly #root: string;
  readonly #blobs: LayoutBlobs;
  readonly #holder: StoreLabel;
  readonly #lock = new Lock();
  readonly #beginning = new Lock();
  /** The version of the layout's mark when the folder was found to be one. */
  #mark: string | undefined;
  readonly #subjects = new SubjectCache();

  /** @param root the folder; made at the first write where it is not there */
  constructor(root: string) {
    this.#root = root;
    this.#blobs = new LayoutBlobs(root);
    this.repository = `oci-layout://${root}`;
    this.#holder = { what: `image layout ${root}`, repository: this.repository };
  }

  /** @throws EngineError `layout_invalid` also where there is no layout and none can be made */
  async resolve(target: TagOrDigest): Promise<Resolution> {
    try {
      const asked = "tag" in target ? { ...target, origin: true } : target;
      const { mediaType, digest, entry } = await this.#find(asked);
      return { mediaType, digest, ...(entry === undefined ? {} : { etag: `"${digest}"` }) };
    } catch (error) {
      if (isNotFound(error)) await findLayout(this.#root);
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
    if (!stream) throw this.#notFound(descriptor);
    return stream;
  }

  async hasManifest(descriptor: Descriptor, signal: AbortSignal): Promise<boolean> {
    return await this.hasBlob(descriptor, signal);
  }

  async hasBlob(descriptor: Descriptor, signal: AbortSignal): Promise<boolean> {
    return await this.#blobs.has(descriptor, signal);
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
    await this.#write(async () => {
      await this.#blobs.write(descriptor, await open(signal, 0), signal, onBytes);
    });
  }

  /** A layout has no list of referrers but `index.json`: what refers to something stands there, without a tag. */
  async pushManifest(content: Content): Promise<void> {
    await this.#write(() => this.#blobs.writeBytes(content.digest, content.bytes));
    const reference = describeReferrer(content);
    if (!reference) return;
    // Its annotations stay in it: among them may be one that would be taken for a tag here.
    const { annotations: _, ...entry } = reference.referrer;
    await this.#change((file) => {
      const { manifests } = file.index;
      if (manifests.some(({ digest }) => digest === content.digest)) return undefined;
      return file.withEntries([...manifests.keys(), entry]);
    });
  }

  /** `index.json` lists them since they were pushed. */
  async indexReferrers(): Promise<readonly Descriptor[]> {
    return [];
  }

  async tag(
    tag: string,
    content: Content,
    _signal: AbortSignal,
    condition?: TagCondition,
  ): Promise<void> {
    await this.#write(() => this.#blobs.writeBytes(content.digest, content.bytes));
    await this.#change((file) => {
      this.#checkCondition(file, tag, condition);
      return retagIndex(file, this.#holder, tag, content);
    });
  }

  /**
   * Replace `index.json`, one change at a time. What another program changes meanwhile is not lost.
   * @param edit the bytes to write; undefined where nothing changes
   */
  async #change(edit: (file: LayoutIndex) => Uint8Array | undefined): Promise<void> {
    const name = path.join(this.#root, "index.json");
    await this.#write(() =>
      this.#lock.runExclusive(async () => {
        for (let made = 1; made <= changes; made += 1) {
          const seen = await fileVersion(name);
          const bytes = edit(await this.#indexOrEmpty());
          if (!bytes) return;
          if (bytes.byteLength > sizeLimits.manifest)
            throw new EngineError(
              "too_large",
              `${name} would be larger than ${sizeLimits.manifest} bytes.`,
            );
          const mayReplace = async (): Promise<boolean> => (await fileVersion(name)) === seen;
          const mode = await modeOf(name);
          if (await writeFileAtomic(name, bytes, { mayReplace, mode })) return;
        }
        throw new EngineError("disk", `${name} changes too often to be changed.`, {
          hint: "Another program is writing to this layout. Push again when it is done.",
          retryable: true,
        });
      }),
    );
  }

  async #indexOrEmpty(): Promise<LayoutIndex> {
    try {
      return await readIndexFile(this.#root);
    } catch (error) {
      if (isNotFound(error)) return LayoutIndex.empty();
      throw error;
    }
  }

  /** Nothing comes between this and the write: here a condition is kept, not hoped for. */
  #checkCondition(file: LayoutIndex, tag: string, condition: TagCondition | undefined): void {
    const [held] = chooseImage(apart(listEntries(file.index)), tag, this.#holder);
    const etag = held && `"${held.entry.digest}"`;
    if (!condition || etag === (condition.kind === "match" ? condition.etag : undefined)) return;
    throw new EngineError("tag_moved", `${this.repository}:${tag} is not what it was.`);
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
   * Every image of the layout once, by the names that tell it from the others or else by its digest.
   * @returns locations as text
   */
  async listLocations(): Promise<readonly string[]> {
    const images = await this.#images();
    const texts = [...distinctNames(images)].flatMap(([{ digest }, names]) => {
      const named = names.flatMap((tag) => imageLocation(this.repository, { tag }) ?? []);
      if (named.length > 0 || digest === undefined) return named;
      return imageLocation(this.repository, { digest }) ?? [];
    });
    return [...new Set(texts)];
  }

  /** Layouts have no list of referrers: the manifests that `index.json` names are looked through, once each. */
  async referrers(digest: string, signal: AbortSignal): Promise<readonly Descriptor[]> {
    const { manifests } = (await readIndexFile(this.#root)).index;
    const listed = new Map(manifests.map((entry) => [entry.digest, entry]));
    const turn = pLimit(subjectReads);
    const readNext = async (entry: Descriptor): Promise<ReferrerOfSubject | undefined> => {
      signal.throwIfAborted();
      const read = (): Promise<Uint8Array> =>
        this.#readBlob(entry.digest, sizeLimits.manifest, entry.size);
      return await this.#subjects.of(entry, read, signal);
    };
    const subjects = await Promise.all(
      [...listed.values()].map((entry) => turn(() => readNext(entry))),
    );
    return subjects.flatMap((found) => (found?.subject === digest ? [found.referrer] : []));
  }

  async #images(): Promise<readonly ListedEntry[]> {
    return listEntries((await readIndexFile(this.#root)).index);
  }

  /** @returns `entry` the JSON of the entry, where the index lists what was asked for */
  async #find(
    target: TagOrDigest,
  ): Promise<Pick<Content, "mediaType" | "digest"> & { readonly entry?: string }> {
    const file = await readIndexFile(this.#root);
    const images = listEntries(file.index);
    const position =
      "digest" in target
        ? file.index.manifests.findIndex(({ digest }) => digest === target.digest)
        : chooseImage(target.origin === true ? apart(images) : images, target.tag, this.#holder)[0]
            ?.position;
    const listed = position === undefined ? undefined : file.index.manifests[position];
    if (position !== undefined && listed) {
      const { mediaType, digest } = listed;
      return { mediaType, digest, entry: file.entryText(position) };
    }
    if (!("digest" in target)) throw this.#notFound(target, images);
    // Children of an index are blobs that index.json need not list.
    const bytes = await this.#blobs.read(target.digest, sizeLimits.manifest);
    if (!bytes) throw this.#notFound(target, images);
    return { mediaType: detectMediaType(bytes), digest: target.digest };
  }

  async #readBlob(digest: string, limit: number, size?: number): Promise<Uint8Array> {
    const bytes = await this.#blobs.read(digest, limit, size);
    if (!bytes) throw this.#notFound({ digest });
    return bytes;
  }

  async #write<T>(work: () => Promise<T>): Promise<T> {
    try {
      await this.#begin();
      return await work();
    } catch (error) {
      throw diskError(error, `write to the image layout ${this.#root}`);
    }
  }

  /** Nothing is written before the folder is known to be a layout, or new, and has the mark of one. */
  async #begin(): Promise<void> {
    const mark = path.join(this.#root, "oci-layout");
    await this.#beginning.runExclusive(async () => {
      if (this.#mark !== undefined && this.#mark === (await fileVersion(mark))) return;
      await findLayout(this.#root);
      await markLayout(this.#root);
      this.#mark = await fileVersion(mark);
    });
  }

  /** @param images those that there are */
  #notFound(target: TagOrDigest, images: readonly ListedEntry[] = []): EngineError {
    const tag = "tag" in target && target.tag !== NO_TAG ? `:${target.tag}` : "";
    const name = "digest" in target ? `@${target.digest}` : tag;
    const hint =
      images.length === 0 ? "It has no images that could be named." : describeNames(images);
    return new EngineError("not_found", `${this.repository}${name}: not found.`, {
      hint: `The layout has no such image. ${hint}`,
      ...("tag" in target ? { choices: imageChoices(images, images, this.repository) } : {}),
    });
  }
}

/** The permissions of a file, to give them to its next version; undefined where there is none. */
async function modeOf(file: string): Promise<number | undefined> {
  const about = await stat(file).catch(() => undefined);
  return about && about.mode & 0o777;
}
