import { countOf } from "./countOf.ts";
import type { JournalKind } from "./journal.ts";

/** How the app names a push of one kind, or a deletion. */
interface PushWords {
  /** `the retag of ghcr.io/acme/app:1.4` */
  readonly noun: string;
  /** `2 retags` */
  readonly nouns: string;
  readonly imperative: string;
  readonly running: string;
  readonly done: string;
}

/** The words for a push, by its kind: what a retag did is not called a push. */
export const pushWords: Readonly<Record<JournalKind, PushWords>> = {
  compose: {
    noun: "push",
    nouns: "pushes",
    imperative: "Push",
    running: "Pushing",
    done: "Pushed",
  },
  retag: {
    noun: "retag",
    nouns: "retags",
    imperative: "Retag",
    running: "Retagging",
    done: "Retagged",
  },
  delete: {
    noun: "deletion",
    nouns: "deletions",
    imperative: "Delete",
    running: "Deleting",
    done: "Deleted",
  },
  restore: {
    noun: "restore",
    nouns: "restores",
    imperative: "Restore",
    running: "Restoring",
    done: "Restored",
  },
  repair: {
    noun: "repair",
    nouns: "repairs",
    imperative: "Repair",
    running: "Repairing",
    done: "Repaired",
  },
};

/** Counts pushes and deletions by what they are: `3 pushes`, `1 deletion`. */
export function countKinds(kinds: readonly JournalKind[]): readonly string[] {
  return (["compose", "retag", "restore", "repair", "delete"] as const).flatMap((kind) => {
    const count = kinds.filter((each) => each === kind).length;
    const { noun, nouns } = pushWords[kind];
    return count === 0 ? [] : [countOf(count, noun, nouns)];
  });
}
