import type { EntryEdit, PlatformEdit } from "../../../shared/draft.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import { buildPlatform } from "../oci/normalizePlatform.ts";

/** Edits of entries by digest. */
export type EntryEdits = ReadonlyMap<string, EntryEdit>;

/** Applies edits to the platforms of entries. Entries that do not change are returned as they are. */
export function editPlatforms(
  entries: readonly Descriptor[],
  edits: EntryEdits,
): readonly Descriptor[] {
  if (edits.size === 0) return entries;
  return entries.map((entry) => {
    const edit = edits.get(entry.digest)?.platform;
    const platform = edit && editPlatform(entry.platform, edit);
    return platform && !isSamePlatform(entry.platform, platform) ? { ...entry, platform } : entry;
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

/** Returns the entries that an edit changed, as they were before, by digest. @param after in the order of `before` */
export function originalsOf(
  before: readonly Descriptor[],
  after: readonly Descriptor[],
): ReadonlyMap<string, Descriptor> {
  return new Map(
    before.flatMap((entry, position) =>
      entry === after[position] ? [] : [[entry.digest, entry] as const],
    ),
  );
}
