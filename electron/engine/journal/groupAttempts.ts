import type { JournalAttempt, JournalEntry, JournalTag } from "../../../shared/journal.ts";
import type { RecordedAttempt } from "./entrySummary.ts";

/** The attempts that are followed back at most: a journal may have been edited into a circle. */
const maxAttempts = 1000;

/**
 * Groups attempts by their push. An attempt names the one that it continues; with earlier versions, the one that was
 * continued names the next. The clock of the machine does not decide what belongs together, nor in which order.
 *
 * @param recorded newest first
 * @returns pushes, the one with the newest attempt first
 */
export function groupAttempts(recorded: readonly RecordedAttempt[]): readonly JournalEntry[] {
  const known = new Set(recorded.map(({ attempt }) => attempt.id));
  const continued = continuedAttempts(recorded);
  const chains = recorded.map((member) => ({
    member,
    chain: chainOf(member.attempt.id, continued),
  }));
  const groups = Map.groupBy(chains, ({ chain }) => chain.first);
  return [...groups].flatMap(([first, links]) => {
    const [oldest, ...later] = links
      .toReversed()
      .toSorted((a, b) => a.chain.length - b.chain.length)
      .map(({ member }) => member);
    return oldest === undefined ? [] : [toEntry([oldest, ...later], known, first)];
  });
}

/** The id of the attempt that each one continues. */
function continuedAttempts(recorded: readonly RecordedAttempt[]): ReadonlyMap<string, string> {
  return new Map([
    ...recorded.flatMap(({ attempt: { id, state } }) =>
      state.kind === "continued" ? [[state.continuedBy, id] as const] : [],
    ),
    ...recorded.flatMap(({ attempt, continues }) =>
      continues === undefined ? [] : [[attempt.id, continues] as const],
    ),
  ]);
}

/** Returns the first attempt of a push, which may not be readable, and the number of attempts since. */
function chainOf(
  id: string,
  continued: ReadonlyMap<string, string>,
): { readonly first: string; readonly length: number } {
  let first = id;
  let length = 0;
  for (let next = continued.get(id); next !== undefined; next = continued.get(first)) {
    if (next === id || length === maxAttempts) {
      // A circle: each attempt stands alone.
      return { first: id, length: 0 };
    }
    first = next;
    length += 1;
  }
  return { first, length };
}

type Attempts = readonly [RecordedAttempt, ...RecordedAttempt[]];

function toEntry(recorded: Attempts, known: ReadonlySet<string>, first: string): JournalEntry {
  const [{ kind, root, attempt: oldest }, ...others] = recorded;
  const attempts = [oldest, ...others.map(({ attempt }) => attempt)];
  const { state, steps } = attempts.at(-1) ?? oldest;
  return {
    id: first,
    kind,
    startedAt: oldest.startedAt,
    state,
    steps,
    root,
    repositories: [...new Set(recorded.flatMap(({ repositories }) => repositories))],
    tags: mergeTags(recorded),
    attempts,
    isIncomplete: !known.has(first) || attempts.some((one) => isCutOff(one, known)),
  };
}

/** Whether another attempt continues this one, and cannot be read. */
function isCutOff({ state }: JournalAttempt, known: ReadonlySet<string>): boolean {
  return state.kind === "continued" && !known.has(state.continuedBy);
}

/** The tags of all attempts, each with the attempt that moved it: there is the previous content to restore. */
function mergeTags(recorded: Attempts): readonly JournalTag[] {
  const byName = Map.groupBy(
    recorded.flatMap(({ attempt, tags }) => tags.map((tag) => ({ ...tag, attemptId: attempt.id }))),
    ({ move }) => move.name,
  );
  return [...byName.values()].flatMap((versions) => mergeTag(versions.toReversed()));
}

/** @param versions of one tag, newest first */
function mergeTag(versions: readonly JournalTag[]): readonly JournalTag[] {
  const position = versions.findIndex(mayHaveMoved);
  const tag = versions[Math.max(position, 0)];
  if (tag === undefined) {
    return [];
  }
  const { move, attemptId, state, previous } = tag;
  // A later attempt found the new content at the tag: the request had arrived.
  const isConfirmed =
    mayHaveMoved(tag) &&
    versions
      .slice(0, position)
      .some((later) => later.state === "same" || later.move.before === later.move.after);
  return [{ move, attemptId, state: isConfirmed ? "moved" : state, previous }];
}

/** Whether an attempt moved the tag, or may have. One that pointed to the new content before is not moved. */
function mayHaveMoved({ move: { before, after }, state }: JournalTag): boolean {
  return before !== after && (state === "moved" || state === "sent" || state === "unknown");
}
