import type { JournalEntry } from "../../../shared/journal.ts";
import type { Journal } from "../../engine/journal/journal.ts";
import type { Engine } from "../../engine/engine.ts";
import { standing } from "./checkTarget.ts";
import { old, type Setup } from "./crashSetup.ts";
import { openEngine, resumePush, targetRepository, targetTags } from "./pushDraft.ts";

/** How the next process found the push. */
export interface Restart {
  readonly found: "not begun" | "interrupted" | "done";
  /** Tags that had moved already. */
  readonly moved: number;
  /** Everything that was wrong. */
  readonly problems: readonly string[];
}

/**
 * Start again after a crash, as a person does: go on with what broke off, see that everything is there, then
 * put the tag back to what it held before the first attempt.
 */
export async function restart(setup: Setup, root: string): Promise<Restart> {
  const { tags } = setup.target.repository(targetRepository);
  const moved = targetTags.filter((tag) => tags.get(tag) === root).length;
  const problems = [...standing(setup, root)];
  const { engine, journal } = openEngine(setup.place);
  try {
    const { entries, unreadable } = await journal.list();
    problems.push(...unreadable);
    const broken = entries.filter(({ state }) => state.kind === "interrupted");
    if (entries.length === 0) {
      if (moved > 0) problems.push("a tag moved that the journal does not tell of");
      return { found: "not begun", moved, problems };
    }
    problems.push(...untrue(setup, root, entries));
    for (const { id } of broken) problems.push(...(await goOn(id, engine, journal)));
    const behind = targetTags.filter((tag) => tags.get(tag) !== root);
    problems.push(...behind.map((tag) => `${tag} did not arrive`), ...standing(setup, root));
    problems.push(...(await undo(setup, engine, journal)));
    return { found: broken.length > 0 ? "interrupted" : "done", moved, problems };
  } finally {
    await engine.close();
  }
}

/** What the journal says of tags that is not so: a move that was never begun, or one that never was. */
function untrue(
  { target, place }: Setup,
  root: string,
  entries: readonly JournalEntry[],
): string[] {
  const { tags } = target.repository(targetRepository);
  return targetTags.flatMap((tag) => {
    const name = `${place.target}/${targetRepository}:${tag}`;
    const reported = entries.flatMap((entry) =>
      entry.tags.filter(({ move }) => move.name === name),
    );
    const states = reported.map(({ state }) => state);
    const isTrue =
      tags.get(tag) === root
        ? states.some((state) => ["sent", "moved"].includes(state))
        : !states.some((state) => ["moved", "same"].includes(state));
    return isTrue ? [] : [`${name} is said to be ${states.join(" and ")}`];
  });
}

/** Go on with a push that broke off. @returns what was wrong with that */
async function goOn(id: string, engine: Engine, journal: Journal): Promise<string[]> {
  const { failure, journalId } = await resumePush(engine, id);
  const { entries } = await journal.list();
  const [before, after] = [id, journalId].map((one) => entries.find((entry) => entry.id === one));
  return [
    ...(failure ? [`cannot go on: ${JSON.stringify(failure)}`] : []),
    ...(before?.state.kind === "continued" && before.state.continuedBy === journalId
      ? []
      : [`what broke off is ${JSON.stringify(before?.state)}`]),
    ...(after?.state.kind === "done" ? [] : [`what went on is ${JSON.stringify(after?.state)}`]),
  ];
}

/** Put the tag back that was there before, from whichever entry kept what it held. */
async function undo(setup: Setup, engine: Engine, journal: Journal): Promise<string[]> {
  const { entries } = await journal.list();
  const name = `${setup.place.target}/${targetRepository}:${targetTags[0]}`;
  const keeper = entries.find((entry) =>
    entry.tags.some(({ move, previous }) => move.name === name && previous?.digest === old.digest),
  );
  if (!keeper) return [`nobody kept what ${name} held`];
  const { signal } = new AbortController();
  const plan = await engine.planRestore(keeper.id, name, signal);
  const { failure } = await engine.push(plan.id, signal, () => {});
  const { tags } = setup.target.repository(targetRepository);
  return [
    ...(failure ? [`cannot be undone: ${JSON.stringify(failure)}`] : []),
    ...(tags.get(targetTags[0]) === old.digest ? [] : [`${name} was not put back`]),
    ...standing(setup, plan.root.digest).filter((problem) => problem.includes("lacks")),
  ];
}
