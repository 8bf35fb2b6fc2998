import type { EntryEdit, PlatformEdit } from "../../../shared/draft.ts";
import type { Annotations, Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import { buildPlatform } from "../oci/normalizePlatform.ts";

/** Edits of entries by digest. */
export type EntryEdits = ReadonlyMap<string, EntryEdit>;

/**
 * Gives entries the platforms of edited configs; also where a config has that platform already, since its entry may list
 * another. Entries that do not change are returned as they are.
 */
export function followConfigs(
  entries: readonly Descriptor[],
  edits: EntryEdits,
): readonly Descriptor[] {
  const followed = [...edits.values()].flatMap(({ digest, manifest }) =>
    manifest?.platform ? [[digest, { digest, platform: manifest.platform }] as const] : [],
  );
  return editPlatforms(entries, new Map(followed));
}

/** Applies edits to the platforms and sizes of entries. Entries that do not change are returned as they are. */
export function editPlatforms(
  entries: readonly Descriptor[],
  edits: EntryEdits,
): readonly Descriptor[] {
  if (edits.size === 0) {
    return entries;
  }
  return entries.map((entry) => {
    const { platform: edit, size = entry.size } = edits.get(entry.digest) ?? {};
    const platform = edit && editPlatform(entry.platform, edit);
    const isOther = platform !== undefined && !isSamePlatform(entry.platform, platform);
    return isOther || size !== entry.size
      ? { ...entry, size, ...(isOther ? { platform } : {}) }
      : entry;
  });
}

/** Replaces fields of a platform; fields that end up empty are left out. */
function editPlatform(platform: Platform | undefined, edit: PlatformEdit): Platform {
  return buildPlatform({
    os: edit.os ?? platform?.os ?? "",
    architecture: edit.architecture ?? platform?.architecture ?? "",
    variant: edit.variant ?? platform?.variant ?? "",
    version: edit["os.version"] ?? platform?.["os.version"] ?? "",
    features: edit["os.features"] ?? platform?.["os.features"] ?? [],
  });
}

/** Whether two platforms are encoded to the same JSON. */
function isSamePlatform(a: Platform | undefined, b: Platform): boolean {
  return a !== undefined && JSON.stringify(editPlatform(a, {})) === JSON.stringify(b);
}

/** Applies edits to the annotations of entries. Entries that do not change are returned as they are. */
export function editAnnotations(
  entries: readonly Descriptor[],
  edits: EntryEdits,
): readonly Descriptor[] {
  if (edits.size === 0) {
    return entries;
  }
  return entries.map((entry) => {
    const { annotations: before, ...rest } = entry;
    const changes = edits.get(entry.digest)?.annotations ?? [];
    const after = new Map(Object.entries(before ?? {}));
    for (const { key, value } of changes) {
      if (value === undefined) {
        after.delete(key);
      } else {
        after.set(key, value);
      }
    }
    if (isSameAnnotations(before ?? {}, after)) {
      return entry;
    }
    return after.size === 0 ? rest : { ...rest, annotations: Object.fromEntries(after) };
  });
}

function isSameAnnotations(before: Annotations, after: ReadonlyMap<string, string>): boolean {
  const entries = Object.entries(before);
  return entries.length === after.size && entries.every(([key, value]) => after.get(key) === value);
}

/** The descriptors of entries in the same order, at three steps. */
export interface EditSteps {
  /** Before the edits of entries, but with the platforms of edited configs. */
  readonly merged: readonly Descriptor[];
  /** With edited platforms and sizes, and the annotations of the draft. */
  readonly annotated: readonly Descriptor[];
  /** With edited annotations. */
  readonly edited: readonly Descriptor[];
}

/**
 * Returns the descriptors that edits of entries change, without these but with the annotations of the draft, by the edited
 * descriptor: an index may list a digest several times.
 */
export function originalsOf({
  merged,
  annotated,
  edited,
}: EditSteps): ReadonlyMap<Descriptor, Descriptor> {
  return new Map(
    edited.flatMap((entry, at) => {
      const { platform, size } = merged[at] ?? entry;
      const { platform: editedPlatform, ...before } = annotated[at] ?? entry;
      if (entry === annotated[at] && platform === editedPlatform && size === before.size) {
        return [];
      }
      return [[entry, { ...before, size, ...(platform ? { platform } : {}) }] as const];
    }),
  );
}
