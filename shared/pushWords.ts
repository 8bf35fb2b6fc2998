import type { JournalKind } from "./journal.ts";

/** How the app names a push of one kind. */
interface PushWords {
  /** `the retag of ghcr.io/acme/app:1.4` */
  readonly noun: string;
  readonly imperative: string;
  readonly running: string;
  readonly done: string;
}

/** The words for a push, by its kind: what a retag did is not called a push. */
export const pushWords: Readonly<Record<JournalKind, PushWords>> = {
  compose: { noun: "push", imperative: "Push", running: "Pushing", done: "Pushed" },
  retag: { noun: "retag", imperative: "Retag", running: "Retagging", done: "Retagged" },
  delete: { noun: "deletion", imperative: "Delete", running: "Deleting", done: "Deleted" },
  restore: { noun: "restore", imperative: "Restore", running: "Restoring", done: "Restored" },
  repair: { noun: "repair", imperative: "Repair", running: "Repairing", done: "Repaired" },
};
