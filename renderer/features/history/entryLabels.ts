import type { JournalEntry, JournalTag } from "../../../shared/journal.ts";
import { countOf } from "../../ui/format.ts";

/** What was done, as the head of an entry. */
export const kindWords: Readonly<Record<JournalEntry["kind"], string>> = {
  compose: "Push",
  retag: "Retag",
  restore: "Put back",
};

/** How a push ended, or that it did not. */
export function stateWords({ state, steps }: JournalEntry): string {
  switch (state.kind) {
    case "running":
      return "under way";
    case "interrupted":
      return `interrupted${farWords(steps)}`;
    case "done":
      return "done";
    case "failed":
      return `${state.failure.code === "cancelled" ? "stopped" : "failed"}${farWords(steps)}`;
    case "dismissed":
      return "dismissed";
    case "continued":
      return "continued in a later push";
  }
}

/** How far it came; where all content is in place, the tags tell the rest. */
function farWords({ done, planned }: JournalEntry["steps"]): string {
  return done < planned
    ? `, ${done} of ${countOf(planned, "step")} done`
    : ", all content in place";
}

/** What became of a tag. */
export function tagWords({ move, state }: JournalTag, kind: JournalEntry["kind"]): string {
  switch (state) {
    case "planned":
      return "not begun";
    case "sent":
    case "unknown":
      return "sent, not confirmed";
    case "moved":
      if (kind === "restore") {
        return "put back";
      }
      return move.before === null ? "created" : "moved";
    case "same":
      return "held it already";
    case "untouched":
      return move.before === null ? "not created" : "untouched";
  }
}

/** What can be put back of a tag: `held` is kept, `new` had nothing before, `lost` could not be kept. */
export function restorable({ move, state, previous }: JournalTag): "held" | "new" | "lost" | "no" {
  if (state !== "moved" && state !== "sent" && state !== "unknown") {
    return "no";
  }
  if (previous !== undefined) {
    return "held";
  }
  return move.before === null ? "new" : "lost";
}

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** A moment in RFC 3339 for reading, in the person's time zone. */
export function formatMoment(time: string): string {
  return moment.format(new Date(time));
}
