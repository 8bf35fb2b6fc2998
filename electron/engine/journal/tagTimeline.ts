import type { RestorePoint, TagPoint, TagTimeline } from "../../../shared/journal.ts";
import type { FullTagName } from "../oci/tagName.ts";
import type { RecordedAttempt } from "./entrySummary.ts";

/** An attempt, with the id of its push. */
export interface TimelineAttempt {
  readonly recorded: RecordedAttempt;
  readonly entryId: string;
}

/**
 * Returns the digests that a tag pointed to, as far as the journal knows: before and after each attempt that names it.
 * What an attempt found and no earlier one had set was changed outside the app.
 *
 * @param attempts oldest first
 */
export function tagTimeline(
  { name, repository }: FullTagName,
  attempts: readonly TimelineAttempt[],
): TagTimeline {
  const points: TagPoint[] = [];
  const restores = new Map<string, RestorePoint>();
  for (const attempt of attempts) {
    for (const tag of attempt.recorded.tags.filter(({ move }) => move.name === name)) {
      addTag(points, attempt, tag);
      addRestores(restores, attempt.recorded.attempt.id, tag);
    }
  }
  return {
    name,
    repository,
    points: points
      .map((point) => ({
        ...point,
        restore: point.digest === null ? undefined : restores.get(point.digest),
      }))
      .toReversed(),
  };
}

type Tag = RecordedAttempt["tags"][number];

function addTag(points: TagPoint[], { recorded, entryId }: TimelineAttempt, tag: Tag): void {
  const { move, state, sentAt, settledAt, now } = tag;
  const { startedAt } = recorded.attempt;
  addFound(points, move.before, startedAt);
  if (move.before === move.after) {
    return;
  }
  switch (state) {
    case "moved":
    case "sent":
    case "unknown":
      points.push({
        digest: move.after,
        at: settledAt ?? sentAt ?? startedAt,
        cause: { kind: "set", by: recorded.kind, entryId, isConfirmed: state === "moved" },
        restore: undefined,
      });
      break;
    case "same":
      addFound(points, move.after, settledAt ?? startedAt);
      break;
    case "untouched":
      if (now !== undefined) {
        addFound(points, now, settledAt ?? startedAt);
      }
      break;
    case "planned":
      break;
    default:
      state satisfies never;
  }
}

/** Adds what an attempt found at the tag, unless the last point says so. */
function addFound(points: TagPoint[], digest: string | null, at: string): void {
  const last = points.at(-1);
  if (last === undefined) {
    points.push({ digest, at, cause: { kind: "found" }, restore: undefined });
    return;
  }
  const { cause } = last;
  const isUnconfirmed = cause.kind === "set" && !cause.isConfirmed;
  if (last.digest === digest) {
    if (isUnconfirmed) {
      points[points.length - 1] = { ...last, cause: { ...cause, isConfirmed: true } };
    }
    return;
  }
  if (isUnconfirmed && points.at(-2)?.digest === digest) {
    // The tag still points to what it did before: the request did not arrive.
    points.pop();
    return;
  }
  points.push({ digest, at, cause: { kind: "outside" }, restore: undefined });
}

/** Records where the journal has the content of digests. The latest record counts. */
function addRestores(restores: Map<string, RestorePoint>, attemptId: string, tag: Tag): void {
  const { move, previous } = tag;
  if (move.after !== null) {
    restores.set(move.after, { attemptId, content: "pushed" });
  }
  if (previous !== undefined) {
    restores.set(previous.digest, { attemptId, content: "previous" });
  }
}
