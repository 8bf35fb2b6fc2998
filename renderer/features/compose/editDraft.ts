import type {
  Draft,
  DraftAnnotation,
  DraftSource,
  DraftTarget,
  EntryEdit,
} from "../../../shared/draft.ts";
import type { PasteResult } from "../../../shared/paste/pasteResult.ts";

interface HasId {
  readonly id: string;
}

/** Gives new ids to the texts of sources or targets. */
export function withIds(
  texts: readonly string[],
): readonly { readonly id: string; readonly text: string }[] {
  return texts.map((text) => ({ id: crypto.randomUUID(), text }));
}

function without<T extends HasId>(items: readonly T[], ids: ReadonlySet<string>): T[] {
  return items.filter((item) => !ids.has(item.id));
}

/** Changes the items with the id. */
function update<T extends HasId>(
  items: readonly T[],
  id: string,
  change: Partial<Omit<T, "id">>,
): T[] {
  return items.map((item) => (item.id === id ? { ...item, ...change } : item));
}

/** Adds sources at the end. */
export function addSources(draft: Draft, texts: readonly string[]): Draft {
  return { ...draft, sources: [...draft.sources, ...withIds(texts)] };
}

/** Adds everything in a pasted text. Its platforms and preferIndex replace those of the draft. */
export function addPasted(
  draft: Draft,
  { sources, targets, annotations, platforms, preferIndex }: PasteResult,
): Draft {
  const added: Draft = {
    ...addSources(draft, sources),
    annotations: [
      ...draft.annotations,
      ...annotations.map((annotation) => ({ id: crypto.randomUUID(), ...annotation })),
    ],
    platforms: platforms.length > 0 ? [...platforms] : draft.platforms,
    preferIndex: preferIndex ?? draft.preferIndex,
  };
  return addTargets(added, withIds(targets));
}

/** Removes sources. */
export function removeSources(draft: Draft, ids: ReadonlySet<string>): Draft {
  return { ...draft, sources: without(draft.sources, ids) };
}

/** Restores removed sources at their former positions, as far as these exist. */
export function restoreSources(
  draft: Draft,
  removed: readonly { readonly source: DraftSource; readonly at: number }[],
): Draft {
  const sources = [...draft.sources];
  for (const { source, at } of removed) {
    if (!sources.some((present) => present.id === source.id)) {
      sources.splice(Math.min(at, sources.length), 0, source);
    }
  }
  return { ...draft, sources };
}

/** Moves sources together before the source with the id `before`, or to the end if it is undefined. */
export function moveSources(
  draft: Draft,
  ids: ReadonlySet<string>,
  before: string | undefined,
): Draft {
  if (before !== undefined && ids.has(before)) {
    return draft;
  }
  const moved = draft.sources.filter((source) => ids.has(source.id));
  const others = without(draft.sources, ids);
  const found = others.findIndex((source) => source.id === before);
  const at = found < 0 ? others.length : found;
  return { ...draft, sources: [...others.slice(0, at), ...moved, ...others.slice(at)] };
}

/** Moves a source one position up (-1) or down (1). At an end of the list it stays. */
export function stepSource(draft: Draft, id: string, step: -1 | 1): Draft {
  const from = draft.sources.findIndex((source) => source.id === id);
  const to = from + step;
  const source = draft.sources[from];
  if (source === undefined || to < 0 || to >= draft.sources.length) {
    return draft;
  }
  const sources = draft.sources.toSpliced(from, 1).toSpliced(to, 0, source);
  return { ...draft, sources };
}

/** Changes the text of a source. */
export function setSourceText(draft: Draft, id: string, text: string): Draft {
  return { ...draft, sources: update(draft.sources, id, { text }) };
}

/** Adds targets at the end, without duplicates. */
export function addTargets(draft: Draft, targets: readonly DraftTarget[]): Draft {
  const texts = new Set(draft.targets.map(({ text }) => text));
  const added = targets.filter(({ text }) => {
    const isNew = !texts.has(text);
    texts.add(text);
    return isNew;
  });
  return { ...draft, targets: [...draft.targets, ...added] };
}

/** Changes the text of a target. */
export function setTargetText(draft: Draft, id: string, text: string): Draft {
  return { ...draft, targets: update(draft.targets, id, { text }) };
}

/** Sets whether the tag of a target must not be overwritten. */
export function setNoClobber(draft: Draft, id: string, noClobber: boolean): Draft {
  return { ...draft, targets: update(draft.targets, id, { noClobber }) };
}

/** Removes a target. */
export function removeTarget(draft: Draft, id: string): Draft {
  return { ...draft, targets: without(draft.targets, new Set([id])) };
}

/** Changes fields of an annotation. */
export function setAnnotation(
  draft: Draft,
  id: string,
  change: Partial<Omit<DraftAnnotation, "id">>,
): Draft {
  return { ...draft, annotations: update(draft.annotations, id, change) };
}

/** Removes an annotation. */
export function removeAnnotation(draft: Draft, id: string): Draft {
  return { ...draft, annotations: without(draft.annotations, new Set([id])) };
}

/** Replaces the edits of an entry; without fields, they are removed. */
export function setEntryEdit(draft: Draft, edits: EntryEdit): Draft {
  const { digest, platform, size, annotations, manifest } = edits;
  const others = draft.edits.filter((other) => other.digest !== digest);
  const edit: EntryEdit = {
    digest,
    ...(platform === undefined ? {} : { platform }),
    ...(size === undefined ? {} : { size }),
    ...(annotations === undefined ? {} : { annotations }),
    ...(manifest === undefined ? {} : { manifest }),
  };
  return { ...draft, edits: Object.keys(edit).length === 1 ? others : [...others, edit] };
}

/** Whether the draft has no sources, targets, annotations or choices of entries. */
export function isEmptyDraft(draft: Draft): boolean {
  return (
    draft.sources.length === 0 &&
    draft.annotations.length === 0 &&
    draft.platforms.length === 0 &&
    draft.excluded.length === 0 &&
    draft.edits.length === 0 &&
    draft.order.length === 0 &&
    draft.targets.length === 0
  );
}

/** The draft as sent to the main process: without blank annotations and platforms. */
export function draftToSend(draft: Draft): Draft {
  return {
    ...draft,
    annotations: draft.annotations.filter(({ key, value }) => key.trim() !== "" || value !== ""),
    platforms: draft.platforms.filter((platform) => platform.trim() !== ""),
  };
}
