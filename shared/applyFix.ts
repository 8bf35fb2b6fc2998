import type { Draft } from "./draft.ts";
import type { EntryFix, FindingFix } from "./preview.ts";

/** Applies the fix of a finding to a draft. @param newId makes ids of added sources */
export function applyFix(draft: Draft, fix: FindingFix, newId: () => string): Draft {
  switch (fix.kind) {
    case "annotationPlatform":
      return setScope(draft, fix.id, fix.platform);
    case "removeAnnotation":
      return { ...draft, annotations: draft.annotations.filter(({ id }) => id !== fix.id) };
    case "filterPlatform":
      return setFilterPlatform(draft, fix.platform, fix.by);
    case "exclude":
      return { ...draft, excluded: [...new Set([...draft.excluded, ...fix.digests])] };
    case "include":
      return { ...draft, excluded: without(draft.excluded, fix.digests) };
    case "removeEdits":
      return { ...draft, edits: draft.edits.filter(({ digest }) => !fix.digests.includes(digest)) };
    case "order":
      return { ...draft, order: [...fix.digests] };
    case "resetOrder":
      return { ...draft, order: [] };
    case "editEntries":
      return editEntries(draft, fix.entries);
    case "convert":
      return convertManifests(draft, fix.digests, fix.to);
    case "keepOsVersion":
      return { ...draft, keepOsVersion: true };
    case "flatten": {
      const added = fix.sources.map((source) => ({ id: newId(), ...source }));
      return { ...draft, sources: [...draft.sources, ...added] };
    }
    case "pin": {
      const texts = new Map(fix.sources.map(({ id, text }) => [id, text]));
      return changeSources(draft, (source) => {
        const text = texts.get(source.id) ?? source.text;
        return { ...source, text };
      });
    }
    case "removeSources":
      return { ...draft, sources: draft.sources.filter(({ id }) => !fix.ids.includes(id)) };
    case "stopReplacing":
      return changeSources(draft, ({ replaces, ...source }) =>
        replaces === undefined || fix.ids.includes(source.id) ? source : { ...source, replaces },
      );
    case "useOciIndex":
      return { ...draft, indexFormat: "oci" };
    case "wrapImage":
      return { ...draft, preferIndex: true };
    case "readConfigs":
      return draft;
  }
}

function without(items: readonly string[], removed: readonly string[]): string[] {
  const gone = new Set(removed);
  return items.filter((item) => !gone.has(item));
}

function changeSources(
  draft: Draft,
  change: (source: Draft["sources"][number]) => Draft["sources"][number],
): Draft {
  return { ...draft, sources: draft.sources.map(change) };
}

/** Moves an annotation to the entries of a platform. */
function setScope(draft: Draft, id: string, platform: string): Draft {
  const annotations = draft.annotations.map((annotation) =>
    annotation.id === id
      ? { ...annotation, scope: { kind: "platform" as const, platform } }
      : annotation,
  );
  return { ...draft, annotations };
}

/** Replaces a platform of the filter, or removes it. */
function setFilterPlatform(draft: Draft, platform: string, by: string | undefined): Draft {
  const platforms = draft.platforms.flatMap((other) => (other === platform ? (by ?? []) : [other]));
  return { ...draft, platforms: [...new Set(platforms)] };
}

/** Adds a conversion to the edits of manifests. */
function convertManifests(
  draft: Draft,
  digests: readonly string[],
  convertTo: "oci" | "docker",
): Draft {
  const edits = new Map(draft.edits.map((edit) => [edit.digest, edit]));
  for (const digest of digests) {
    const before = edits.get(digest);
    edits.set(digest, { ...before, digest, manifest: { ...before?.manifest, convertTo } });
  }
  return { ...draft, edits: [...edits.values()] };
}

/** Adds the fields of fixes to the edits of entries. */
function editEntries(draft: Draft, fixes: readonly EntryFix[]): Draft {
  const edits = new Map(draft.edits.map((edit) => [edit.digest, edit]));
  for (const { digest, platform, size } of fixes) {
    const before = edits.get(digest);
    edits.set(digest, {
      ...before,
      digest,
      ...(platform === undefined ? {} : { platform: { ...before?.platform, ...platform } }),
      ...(size === undefined ? {} : { size }),
    });
  }
  return { ...draft, edits: [...edits.values()] };
}
