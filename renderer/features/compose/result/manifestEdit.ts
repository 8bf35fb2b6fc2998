import type { Draft, ManifestEdit } from "../../../../shared/draft.ts";
import { setEntryEdit } from "../editDraft.ts";

/** The edit of a manifest, by its digest in the sources; undefined if it is not edited. */
export function manifestEditOf({ edits }: Draft, digest: string): ManifestEdit | undefined {
  return edits.find((edit) => edit.digest === digest)?.manifest;
}

/**
 * Changes fields of the edits of manifests.
 * @param change fields to set; undefined and empty ones are removed
 * @returns the same draft if nothing changes
 */
export function setManifestEdits(
  draft: Draft,
  digests: readonly string[],
  change: ManifestEdit,
): Draft {
  return digests.reduce((current, digest) => {
    const before = manifestEditOf(current, digest);
    return replaceManifestEdit(current, digest, withoutEmpty({ ...before, ...change }));
  }, draft);
}

/** The edit without empty fields; undefined if nothing of it changes the manifest. */
function withoutEmpty({
  convertTo,
  annotations = [],
  platform = {},
  keepAttestations = false,
}: ManifestEdit): ManifestEdit | undefined {
  const edit: ManifestEdit = {
    ...(convertTo === undefined ? {} : { convertTo }),
    ...(annotations.length === 0 ? {} : { annotations }),
    ...(Object.keys(platform).length === 0 ? {} : { platform }),
  };
  if (Object.keys(edit).length === 0) {
    return undefined;
  }
  return keepAttestations ? { ...edit, keepAttestations } : edit;
}

function replaceManifestEdit(
  draft: Draft,
  digest: string,
  manifest: ManifestEdit | undefined,
): Draft {
  const edit = draft.edits.find((other) => other.digest === digest);
  return isEqual(edit?.manifest, manifest)
    ? draft
    : setEntryEdit(draft, { ...edit, digest, manifest });
}

function isEqual(one: ManifestEdit | undefined, other: ManifestEdit | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

interface ManifestEditsChange {
  readonly digests: readonly string[];
  readonly before: Draft;
  readonly edited: Draft;
}

/** Reverts a change of manifest edits in a draft that may have changed since. Later edits are kept. */
export function revertManifestEdits(
  current: Draft,
  { digests, before, edited }: ManifestEditsChange,
): Draft {
  return digests.reduce(
    (draft, digest) =>
      isEqual(manifestEditOf(draft, digest), manifestEditOf(edited, digest))
        ? replaceManifestEdit(draft, digest, manifestEditOf(before, digest))
        : draft,
    current,
  );
}

/** The names of formats in the window. */
export const formatNames = { oci: "OCI", docker: "Docker" } as const;

/** What an edit changes in a manifest, in words. */
export function describeManifestEdit({
  convertTo,
  annotations = [],
  platform = {},
}: ManifestEdit): readonly string[] {
  const fields = Object.entries(platform).map(
    ([name, value = ""]) => `${name} ${value.length === 0 ? "removed" : [value].flat().join(", ")}`,
  );
  const set = annotations.flatMap(({ key, value }) => (value === undefined ? [] : [key]));
  const removed = annotations.flatMap(({ key, value }) => (value === undefined ? [key] : []));
  return [
    ...(convertTo === undefined ? [] : [`converted to ${formatNames[convertTo]}`]),
    ...(fields.length > 0 ? [`config: ${fields.join(", ")}`] : []),
    ...(set.length > 0 ? [`annotations set: ${set.join(", ")}`] : []),
    ...(removed.length > 0 ? [`annotations removed: ${removed.join(", ")}`] : []),
  ];
}
