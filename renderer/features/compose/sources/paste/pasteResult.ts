import type { AnnotationScope } from "../../../../../shared/draft.ts";

/** An annotation that a command sets. */
export interface PastedAnnotation {
  readonly scope: AnnotationScope;
  readonly key: string;
  readonly value: string;
}

/** What a pasted text gives to a draft. */
export interface PasteResult {
  /** Whether it was a command; else it is a list of names, which all are in `sources`. */
  readonly isCommand: boolean;
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  readonly annotations: readonly PastedAnnotation[];
  /** Platforms to keep; none means that nothing is said of them. */
  readonly platforms: readonly string[];
  /** Whether a single image is wrapped; undefined where nothing is said of it. */
  readonly preferIndex?: boolean;
  /** What is not taken, and what to do about it, one sentence each. */
  readonly notes: readonly string[];
}

/** What a text pasted for targets names: the targets of a command, else all names of a list. */
export function targetsOf({ isCommand, sources, targets }: PasteResult): readonly string[] {
  return isCommand ? targets : sources;
}

export const emptyPasteResult: PasteResult = {
  isCommand: false,
  sources: [],
  targets: [],
  annotations: [],
  platforms: [],
  notes: [],
};
