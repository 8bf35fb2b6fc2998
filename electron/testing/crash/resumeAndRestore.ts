import type { JournalEntry } from "../../../shared/journal.ts";
import type { Engine } from "../../engine/engine.ts";
import type { Journal } from "../../engine/journal/journal.ts";
import { tagProblems } from "./checkTarget.ts";
import type { AfterCrash } from "./crashSweep.ts";
import { old, type Setup } from "./crashSetup.ts";
import { openEngine, resumePush, targetRepository, targetTags } from "./pushDraft.ts";

/**
 * Starts again after a crash, as a user does: resumes an interrupted push, checks that everything arrived, and restores
 * the previous content of the tag.
 * @param root the digest of the pushed index
 */
export async function resumeAndRestore(setup: Setup, root: string): Promise<AfterCrash> {
  const { tags } = setup.target.repository(targetRepository);
  const moved = targetTags.filter((tag) => tags.get(tag) === root).length;
  const problems = [...tagProblems(setup, root)];
  const { engine, journal } = openEngine(setup.places);
  try {
    const { entries, unreadable } = await journal.list();
    problems.push(...unreadable);
    if (entries.length === 0) {
      if (moved > 0) {
        problems.push("a tag moved, but the journal has no entry");
      }
      return { ending: `not begun with ${moved} tags moved`, problems };
    }
    problems.push(...journalProblems(setup, root, entries));
    const interrupted = entries
      .flatMap(({ attempts }) => attempts)
      .filter(({ state }) => state.kind === "interrupted");
    for (const { id } of interrupted) {
      problems.push(...(await resume(id, engine, journal)));
    }
    const unmoved = targetTags.filter((tag) => tags.get(tag) !== root);
    problems.push(...unmoved.map((tag) => `${tag} did not move`), ...tagProblems(setup, root));
    problems.push(...(await restore(setup, engine, journal)));
    const found = interrupted.length > 0 ? "interrupted" : "done";
    return { ending: `${found} with ${moved} tags moved`, problems };
  } finally {
    await engine.close();
  }
}

/** Returns the tags whose state in the journal is wrong. */
function journalProblems(
  { target, places }: Setup,
  root: string,
  entries: readonly JournalEntry[],
): string[] {
  const { tags } = target.repository(targetRepository);
  return targetTags.flatMap((tag) => {
    const name = `${places.target}/${targetRepository}:${tag}`;
    const states = entries.flatMap((entry) =>
      entry.tags.filter(({ move }) => move.name === name).map(({ state }) => state),
    );
    const isRight =
      tags.get(tag) === root
        ? states.some((state) => ["sent", "moved"].includes(state))
        : !states.some((state) => ["moved", "same"].includes(state));
    return isRight ? [] : [`the journal has ${name} as ${states.join(" and ")}`];
  });
}

/** Resumes an interrupted push. @returns what was wrong */
async function resume(id: string, engine: Engine, journal: Journal): Promise<string[]> {
  const { failure, journalId } = await resumePush(engine, id);
  const { entries } = await journal.list();
  const entry = entries.find(({ attempts }) => attempts.some((attempt) => attempt.id === id));
  const [interrupted, resumed] = [id, journalId].map((each) =>
    entry?.attempts.find((attempt) => attempt.id === each),
  );
  const isContinued =
    interrupted?.state.kind === "continued" && interrupted.state.continuedBy === journalId;
  return [
    ...(failure ? [`cannot resume: ${JSON.stringify(failure)}`] : []),
    ...(isContinued ? [] : [`the interrupted push is ${JSON.stringify(interrupted?.state)}`]),
    ...(resumed?.state.kind === "done"
      ? []
      : [`the resumed push is ${JSON.stringify(resumed?.state)}`]),
  ];
}

/** Restores the tag that existed before, from the entry with its previous content. @returns what was wrong */
async function restore(setup: Setup, engine: Engine, journal: Journal): Promise<string[]> {
  const { entries } = await journal.list();
  const name = `${setup.places.target}/${targetRepository}:${targetTags[0]}`;
  const tagWithPrevious = entries
    .flatMap(({ tags }) => tags)
    .find(({ move, previous }) => move.name === name && previous?.digest === old.digest);
  if (!tagWithPrevious) {
    return [`no entry has the previous content of ${name}`];
  }
  const { signal } = new AbortController();
  const plan = await engine.planner.planRestore(
    { journalId: tagWithPrevious.attemptId, name },
    signal,
  );
  const { failure } = await engine.push(plan.id, { report: () => {} }, signal);
  const { tags } = setup.target.repository(targetRepository);
  return [
    ...(failure ? [`cannot restore: ${JSON.stringify(failure)}`] : []),
    ...(tags.get(targetTags[0]) === old.digest ? [] : [`${name} was not restored`]),
    ...tagProblems(setup, plan.root.digest).filter((problem) => problem.includes("lacks")),
  ];
}
