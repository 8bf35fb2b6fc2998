import type {
  AnnotationScope,
  Draft,
  DraftAnnotation,
  DraftSource,
  DraftTarget,
} from "../../../shared/draft.ts";
import type { FindingFix } from "../../../shared/preview.ts";
import { exclude, include } from "./result/entryChoice.ts";

type HasId = { readonly id: string };

function without<T extends HasId>(items: readonly T[], ids: ReadonlySet<string>): T[] {
  return items.filter((item) => !ids.has(item.id));
}

/** The draft with the given sources taken out. */
export function removeSources(draft: Draft, ids: ReadonlySet<string>): Draft {
  return { ...draft, sources: without(draft.sources, ids) };
}

/** Puts sources back where they stood, as far as that place still exists. */
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

/** Moves the sources to stand together before the one at `target`, or at the end where it is null. */
export function moveSources(draft: Draft, ids: ReadonlySet<string>, before: string | null): Draft {
  const moved = draft.sources.filter((source) => ids.has(source.id));
  if (before !== null && ids.has(before)) {
    return draft;
  }
  const others = without(draft.sources, ids);
  const at = before === null ? -1 : others.findIndex((source) => source.id === before);
  const place = at < 0 ? others.length : at;
  return { ...draft, sources: [...others.slice(0, place), ...moved, ...others.slice(place)] };
}

/** Moves one source a step up (-1) or down (1); at an end it stays. */
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

/** The draft with another text for one source. */
export function setSourceText(draft: Draft, id: string, text: string): Draft {
  return {
    ...draft,
    sources: draft.sources.map((source) => (source.id === id ? { ...source, text } : source)),
  };
}

/** The draft with more targets; one that it has already is not added twice. */
export function addTargets(draft: Draft, targets: readonly DraftTarget[]): Draft {
  const texts = new Set(draft.targets.map(({ text }) => text));
  const fresh = targets.filter(({ text }) => {
    const isFresh = !texts.has(text);
    texts.add(text);
    return isFresh;
  });
  return { ...draft, targets: [...draft.targets, ...fresh] };
}

/** The draft with another text for one target. */
export function setTargetText(draft: Draft, id: string, text: string): Draft {
  return {
    ...draft,
    targets: draft.targets.map((target) => (target.id === id ? { ...target, text } : target)),
  };
}

/** The draft with one target's tag guarded against being taken from something else, or not. */
export function setNoClobber(draft: Draft, id: string, noClobber: boolean): Draft {
  return {
    ...draft,
    targets: draft.targets.map((target) => (target.id === id ? { ...target, noClobber } : target)),
  };
}

/** The draft without one target. */
export function removeTarget(draft: Draft, id: string): Draft {
  return { ...draft, targets: without(draft.targets, new Set([id])) };
}

/** The draft with some of an annotation's parts changed. */
export function setAnnotation(
  draft: Draft,
  id: string,
  change: Partial<Omit<DraftAnnotation, "id">>,
): Draft {
  return {
    ...draft,
    annotations: draft.annotations.map((annotation) =>
      annotation.id === id ? { ...annotation, ...change } : annotation,
    ),
  };
}

/** The draft without one annotation. */
export function removeAnnotation(draft: Draft, id: string): Draft {
  return { ...draft, annotations: without(draft.annotations, new Set([id])) };
}

/** The draft with the remedy of a finding applied. */
export function applyFix(draft: Draft, fix: FindingFix): Draft {
  switch (fix.kind) {
    case "annotationPlatform": {
      const scope: AnnotationScope = { kind: "platform", platform: fix.platform };
      return setAnnotation(draft, fix.id, { scope });
    }
    case "exclude":
      return { ...draft, ...exclude(draft, fix.digests) };
    case "include":
      return { ...draft, ...include(draft, fix.digests) };
  }
}

/** What of the draft is asked of the app: rows that nothing has been typed into yet are not. */
export function draftToSend(draft: Draft): Draft {
  return {
    ...draft,
    annotations: draft.annotations.filter(({ key, value }) => key.trim() !== "" || value !== ""),
    platforms: draft.platforms.filter((platform) => platform.trim() !== ""),
  };
}
