import pLimit from "p-limit";
import type { ManifestEdit, PlatformEdit } from "../../../shared/draft.ts";
import { attestedDigest, isAttestation } from "../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { isImageConfigType } from "../../../shared/oci/mediaTypes.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { EngineError, isNotFound } from "../errors.ts";
import type { Content } from "../oci/content.ts";
import { decodeManifest } from "../oci/decode.ts";
import { detectManifest } from "../oci/detectManifest.ts";
import { digestOf } from "../oci/digest.ts";
import { editConfigPlatform } from "../oci/editConfig.ts";
import { type ChangedManifest, editManifest } from "../oci/editManifest.ts";
import { formatPlatformAll } from "../oci/formatPlatform.ts";
import type { Store } from "../stores/store.ts";
import type { EntryEdits } from "./entryEdits.ts";

/** Manifests and configs that are read at once. */
const maxReads = 32;

/** Bytes of all edited manifests and configs of a draft: a plan and the journal keep them. */
const maxTotalBytes = 24 * 1024 * 1024;

/** A config that an edit creates. */
export interface EditedConfig {
  readonly mediaType: string;
  readonly digest: string;
  readonly bytes: Uint8Array;
  /** The bytes of the config before the edit. */
  readonly before: Uint8Array;
}

/** A manifest that an edit creates, and the one it is made from. */
export interface EditedManifest {
  /** The manifest as the sources list it. */
  readonly before: Content;
  readonly content: Content;
  /** Absent if the config stays the same. */
  readonly config?: EditedConfig;
  /** What a conversion to Docker removes, in words. */
  readonly drops: readonly string[];
  /** Whether attestations of the manifest before the edit stay in the index, although they describe another one. */
  readonly keepsAttestations: boolean;
}

/** Edited manifests by the digest before the edit. */
export type EditedManifests = ReadonlyMap<string, EditedManifest>;

/** For drafts without such edits. */
export const noEditedManifests: EditedManifests = new Map();

interface EditOptions {
  readonly edits: EntryEdits;
  /** Manifests of excluded digests are not read. */
  readonly excluded: ReadonlySet<string>;
  /** Returns the entry with a digest, and the stores that have it. */
  readonly find: (
    digest: string,
  ) => { readonly entry: Descriptor; readonly stores: readonly Store[] } | undefined;
  /** Called when a manifest has been edited. */
  readonly onEdited?: ((done: number, total: number) => void) | undefined;
}

/**
 * Reads and edits the manifests, and where the platform changes the configs, that a draft edits. Stores cache both by
 * digest.
 *
 * @returns those that change, by the digest before the edit
 * @throws EngineError `manifest_unsupported` if an edit is not possible, `too_large`, and what the stores throw
 */
export async function editManifests(
  { edits, excluded, find, onEdited }: EditOptions,
  signal: AbortSignal,
): Promise<EditedManifests> {
  const wanted = [...edits.values()].flatMap(({ digest, manifest }) => {
    const found = manifest && !excluded.has(digest) ? find(digest) : undefined;
    return manifest && found ? [{ digest, manifest, ...found }] : [];
  });
  if (wanted.length === 0) {
    return noEditedManifests;
  }
  const limit = pLimit(maxReads);
  let done = 0;
  let total = 0;
  onEdited?.(0, wanted.length);
  const edited = await allOrAbort(wanted, signal, ({ entry, manifest, stores }, until) =>
    limit(async () => {
      until.throwIfAborted();
      const made = await readAndEdit(entry, { edit: manifest, stores }, until);
      done += 1;
      onEdited?.(done, wanted.length);
      total += made.content.bytes.byteLength + (made.config?.bytes.byteLength ?? 0);
      if (total > maxTotalBytes) {
        throw tooLarge();
      }
      return made;
    }),
  );
  return new Map(
    edited.flatMap((made) =>
      made.content.digest === made.before.digest ? [] : [[made.before.digest, made] as const],
    ),
  );
}

interface EditInput {
  readonly edit: ManifestEdit;
  readonly stores: readonly Store[];
}

async function readAndEdit(
  entry: Descriptor,
  { edit, stores }: EditInput,
  signal: AbortSignal,
): Promise<EditedManifest> {
  const what = nameOf(entry);
  const { content: before, store } = await fetchFirst(entry, stores, signal);
  const { convertTo, annotations, platform, keepAttestations = false } = edit;
  const config =
    platform && Object.keys(platform).length > 0
      ? await editConfig({ before, platform, what }, store, signal)
      : undefined;
  const changed: ChangedManifest = editManifest(
    before,
    { convertTo, annotations, config: config?.bytes },
    what,
  );
  const { content, drops } = changed;
  const mediaType = config && decodeManifest(content.bytes, what).config?.mediaType;
  return {
    before,
    content,
    ...(config && mediaType !== undefined ? { config: { ...config, mediaType } } : {}),
    drops,
    keepsAttestations: keepAttestations,
  };
}

/**
 * Fetches the manifest of an entry from the first store that has it.
 * @returns the manifest with its own media type, or else that of the entry
 * @throws EngineError `not_found` if no store has it, `manifest_invalid`
 */
export async function fetchFirst(
  { digest, mediaType }: Descriptor,
  stores: readonly Store[],
  signal: AbortSignal,
): Promise<{ readonly content: Content; readonly store: Store }> {
  let missing: unknown;
  for (const store of stores) {
    try {
      const fetched = await store.fetchManifest({ digest }, signal);
      const served = { ...fetched, mediaType: mediaType || fetched.mediaType };
      return { content: detectManifest(served, `manifest ${digest}`).content, store };
    } catch (error) {
      if (!isNotFound(error)) {
        throw error;
      }
      missing ??= error;
    }
  }
  throw missing;
}

interface ConfigInput {
  readonly before: Content;
  readonly platform: PlatformEdit;
  readonly what: string;
}

/** @returns undefined if the config does not change */
async function editConfig(
  { before, platform, what }: ConfigInput,
  store: Store,
  signal: AbortSignal,
): Promise<Omit<EditedConfig, "mediaType"> | undefined> {
  const { config } = decodeManifest(before.bytes, `manifest ${before.digest}`);
  if (!config || !isEditableConfig(config.mediaType)) {
    throw new EngineError(
      "manifest_unsupported",
      `${what} is not an image: it has no config with a platform.`,
      { hint: "Edit the platform of the entry instead." },
    );
  }
  const bytes = await store.fetchBlob(config, signal);
  const edited = editConfigPlatform(bytes, platform, `config ${config.digest} of ${what}`);
  return edited === bytes ? undefined : { digest: digestOf(edited), bytes: edited, before: bytes };
}

/** Reports whether a config is that of an image; Docker 1.10 wrote no type. */
export function isEditableConfig(mediaType: string): boolean {
  return (
    isImageConfigType(mediaType) || mediaType === "" || mediaType === "application/octet-stream"
  );
}

/** Names an entry in messages. */
export function nameOf({ platform, digest }: Descriptor): string {
  return platform ? formatPlatformAll(platform) : digest;
}

/** Reports whether an entry is an attestation of a manifest that is edited, which it no longer describes. */
export function isUnbound(entry: Descriptor, edited: EditedManifests): boolean {
  return isAttestation(entry) && edited.has(attestedDigest(entry) ?? "");
}

/** Reports whether an entry is such an attestation, and the draft does not keep it. */
export function isDropped(entry: Descriptor, edited: EditedManifests): boolean {
  const image = isAttestation(entry) ? edited.get(attestedDigest(entry) ?? "") : undefined;
  return image !== undefined && !image.keepsAttestations;
}

/**
 * Returns entries with the media types of edited manifests, by which an index is Docker's or OCI's. Attestations that no
 * longer apply do not count: BuildKit's are OCI manifests.
 */
export function typedEntries(
  entries: readonly Descriptor[],
  edited: EditedManifests,
): readonly Descriptor[] {
  return entries
    .filter((entry) => !isDropped(entry, edited))
    .map((entry) => {
      const mediaType = edited.get(entry.digest)?.content.mediaType ?? entry.mediaType;
      return { ...entry, mediaType };
    });
}

/**
 * Returns entries as the result lists them: with digest, size and media type of the edited manifests. Entries that
 * become equal are listed once.
 */
export function listEdited(
  entries: readonly Descriptor[],
  edited: EditedManifests,
): readonly Descriptor[] {
  if (!entries.some(({ digest }) => edited.has(digest))) {
    return entries;
  }
  /** The digest before the edit of the first entry with a digest. */
  const firsts = new Map<string, string>();
  return entries.flatMap((entry) => {
    const listed = editedEntry(entry, edited) ?? entry;
    const first = firsts.get(listed.digest) ?? entry.digest;
    firsts.set(listed.digest, first);
    return first === entry.digest ? [listed] : [];
  });
}

/** Returns the descriptor of an edited manifest in the result; undefined if it is not edited. */
export function editedEntry(entry: Descriptor, edited: EditedManifests): Descriptor | undefined {
  const made = edited.get(entry.digest);
  if (!made) {
    return undefined;
  }
  const { mediaType, digest, bytes } = made.content;
  // Its URLs serve the manifest before the edit.
  const { urls: _, data, ...kept } = entry;
  return {
    ...kept,
    mediaType,
    digest,
    size: bytes.byteLength,
    ...(data === undefined ? {} : { data: Buffer.from(bytes).toString("base64") }),
  };
}

function tooLarge(): EngineError {
  return new EngineError(
    "too_large",
    `The edited manifests and configs exceed ${maxTotalBytes} bytes.`,
    { hint: "Edit fewer entries at once." },
  );
}
