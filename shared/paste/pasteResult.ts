import type { AnnotationScope } from "../draft.ts";
import { countOf } from "../countOf.ts";

/** An annotation set by a pasted command. */
export interface PastedAnnotation {
  readonly scope: AnnotationScope;
  readonly key: string;
  readonly value: string;
}

/** What a pasted text adds to a draft. */
export interface PasteResult {
  /** Whether the text is a command. Otherwise it is a list of references, all of them in `sources`. */
  readonly isCommand: boolean;
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  readonly annotations: readonly PastedAnnotation[];
  /** Platforms to keep; empty if the text names none. */
  readonly platforms: readonly string[];
  /** Whether a single image is wrapped in an index; undefined if the text does not set it. */
  readonly preferIndex?: boolean;
  /** What is skipped and what to do about it, one sentence each. */
  readonly notes: readonly string[];
}

export const emptyPasteResult: PasteResult = {
  isCommand: false,
  sources: [],
  targets: [],
  annotations: [],
  platforms: [],
  notes: [],
};

/** The targets in a text pasted into the target field: those of a command, or all references of a list. */
export function targetsOf({ isCommand, sources, targets }: PasteResult): readonly string[] {
  return isCommand ? targets : sources;
}

/** Summarizes a paste: `2 sources, 1 target`. Empty if it adds nothing. */
export function describePaste({ sources, targets, annotations, platforms }: PasteResult): string {
  return [
    sources.length > 0 ? countOf(sources.length, "source") : "",
    targets.length > 0 ? countOf(targets.length, "target") : "",
    annotations.length > 0 ? countOf(annotations.length, "annotation") : "",
    platforms.length > 0 ? countOf(platforms.length, "platform") : "",
  ]
    .filter(Boolean)
    .join(", ");
}
