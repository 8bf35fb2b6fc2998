import type {
  JournalAttempt,
  JournalEntry,
  JournalOrigin,
  JournalTag,
} from "../../../shared/journal.ts";
import { countOf } from "../../../shared/countOf.ts";
import { countKinds, pushWords } from "../../../shared/pushWords.ts";

/** The heading of an entry, by the kind of its push. */
export const kindLabels: Readonly<Record<JournalEntry["kind"], string>> = {
  compose: "Push",
  retag: "Retag",
  repair: "Repair",
  restore: "Restore",
  delete: "Deletion",
};

/** Returns the id of the attempt that is resumed, dismissed or exported. */
export function lastAttemptId({ id, attempts }: JournalEntry): string {
  return attempts.at(-1)?.id ?? id;
}

/** Returns how a push ended: `interrupted, 43 of 120 steps done`. */
export function stateLabel(entry: Pick<JournalEntry, "state" | "steps" | "kind" | "tags">): string {
  const { state } = entry;
  switch (state.kind) {
    case "running":
      return "running";
    case "interrupted":
      return `interrupted, ${doneLabel(entry)}`;
    case "done":
      return "done";
    case "failed":
      return `${state.failure.code === "cancelled" ? "stopped" : "failed"}, ${doneLabel(entry)}`;
    case "dismissed":
      return "dismissed";
    case "continued":
      return "continued in a later attempt";
  }
}

/** How far a push got, or a deletion, which has no content to push. */
function doneLabel({ kind, steps, tags }: Pick<JournalEntry, "kind" | "steps" | "tags">): string {
  if (kind === "delete") {
    const deleted = tags.filter(({ state }) => state === "moved").length;
    return `${deleted} of ${tags.length} deleted`;
  }
  const { done, planned } = steps;
  return done < planned ? `${done} of ${countOf(planned, "step")} done` : "all content pushed";
}

/** Returns the outcome of a tag. */
export function tagLabel({ move, state }: JournalTag, kind: JournalEntry["kind"]): string {
  switch (state) {
    case "planned":
      return "not started";
    case "sent":
    case "unknown":
      return "sent, not confirmed";
    case "moved":
      if (kind === "restore" || kind === "delete") {
        return pushWords[kind].done.toLowerCase();
      }
      return move.before === null ? "created" : "moved";
    case "same":
      return kind === "delete" ? "was gone already" : "already up to date";
    case "untouched":
      return move.before === null ? "not created" : "unchanged";
  }
}

/**
 * Whether a tag can be restored. `new`: there was no such tag before. `lost`: the journal does not have the previous
 * content. `unmoved`: the push did not move the tag.
 */
export type Restorability = "restorable" | "new" | "lost" | "unmoved";

export function restorability({ move, state, previous }: JournalTag): Restorability {
  if (state !== "moved" && state !== "sent" && state !== "unknown") {
    return "unmoved";
  }
  if (previous !== undefined) {
    return "restorable";
  }
  return move.before === null ? "new" : "lost";
}

/** Returns how an attempt ended. */
export function attemptLabel(
  { state, steps }: JournalAttempt,
  { kind, tags }: Pick<JournalEntry, "kind" | "tags">,
): string {
  return state.kind === "continued"
    ? `interrupted, ${doneLabel({ kind, steps, tags })}`
    : stateLabel({ state, steps, kind, tags });
}

/** Returns who pushed: `alice@build-7, Manifestry 0.1.0`. */
export function originLabel(origin: JournalOrigin | undefined): string {
  return origin === undefined
    ? "not recorded"
    : `${origin.user}@${origin.machine}, Manifestry ${origin.appVersion}`;
}

/** Returns what entries are: `3 pushes, 1 retag`. */
export function countEntries(entries: readonly JournalEntry[]): string {
  return countKinds(entries.map(({ kind }) => kind)).join(", ");
}

const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** Formats a time in RFC 3339 in the user's locale and time zone. */
export function formatDateTime(time: string): string {
  return dateTime.format(new Date(time));
}
