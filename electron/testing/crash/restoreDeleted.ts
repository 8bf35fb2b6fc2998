import type { Deletion } from "../../../shared/deletion.ts";
import type { JournalEntry } from "../../../shared/journal.ts";
import type { Engine } from "../../engine/engine.ts";
import type { Journal } from "../../engine/journal/journal.ts";
import type { Repository } from "../registry/content.ts";
import { missingBelow } from "./checkTarget.ts";
import type { Setup } from "./crashSetup.ts";
import type { AfterCrash } from "./crashSweep.ts";
import { deletedContents, kept, keptTag, restoredDigests } from "./deletedTags.ts";
import { deleteTags } from "./deleteTags.ts";
import { openEngine, targetRepository, targetTags } from "./pushDraft.ts";

/**
 * Starts again after a deletion was killed, as a user does: checks that nothing else is lost and that the journal says
 * what is, restores the tags that are gone after the registry has removed everything without a tag, and deletes again.
 */
export async function restoreDeleted(setup: Setup, by: Deletion["by"]): Promise<AfterCrash> {
  const repository = setup.target.repository(targetRepository);
  const gone = targetTags.filter((tag) => !repository.tags.has(tag));
  const problems = contentProblems(repository, gone);
  const { engine, journal } = openEngine(setup.places);
  try {
    const { entries, unreadable } = await journal.list();
    problems.push(...unreadable, ...journalProblems(setup, entries, gone));
    const interrupted = entries.filter(({ state }) => state.kind === "interrupted");
    for (const { id } of interrupted) {
      await journal.dismiss(id);
    }
    collectGarbage(repository);
    for (const tag of gone) {
      problems.push(...(await restore(setup, engine, { tag, entries })));
    }
    problems.push(...contentProblems(repository, []));
    problems.push(...(await deleteAgain(setup, engine, { by, journal })));
    const found =
      entries.length === 0 ? "not begun" : interrupted.length > 0 ? "interrupted" : "done";
    return { ending: `${found} with ${gone.length} tags deleted`, problems };
  } finally {
    await engine.close();
  }
}

/** Returns tags that have other content than before, or content that is incomplete. @param gone those that may be gone */
function contentProblems(repository: Repository, gone: readonly string[]): string[] {
  const expected = [
    ...targetTags.map((tag, position) => [tag, deletedContents[position]?.digest] as const),
    [keptTag, kept.digest] as const,
  ];
  return expected
    .filter(([tag]) => !gone.includes(tag))
    .flatMap(([tag, digest]) => {
      const now = repository.tags.get(tag);
      return now === undefined || now !== digest
        ? [`${tag} is ${now}`]
        : missingBelow(repository, now).map((missing) => `${tag} lacks ${missing}`);
    });
}

/** Returns the tags whose state in the journal is wrong. */
function journalProblems(
  { places }: Setup,
  entries: readonly JournalEntry[],
  gone: readonly string[],
): string[] {
  return targetTags.flatMap((tag, position) => {
    const name = `${places.target}/${targetRepository}:${tag}`;
    const found = entries.flatMap(({ tags }) => tags.filter(({ move }) => move.name === name))[0];
    const isKept = found?.previous?.digest === deletedContents[position]?.digest;
    const isRight = gone.includes(tag)
      ? isKept && found !== undefined && ["sent", "moved"].includes(found.state)
      : found === undefined || !["moved", "same"].includes(found.state);
    return isRight ? [] : [`the journal has ${name} as ${JSON.stringify(found)}`];
  });
}

/** Removes all manifests that no tag leads to, as garbage collections do. */
function collectGarbage({ tags, manifests }: Repository): void {
  const reached = new Set<string>();
  const pending = [...tags.values()];
  for (let digest = pending.pop(); digest !== undefined; digest = pending.pop()) {
    reached.add(digest);
    const { manifests: entries = [] } = JSON.parse(
      Buffer.from(manifests.get(digest)?.bytes ?? "{}").toString(),
    ) as { readonly manifests?: readonly { readonly digest: string }[] };
    pending.push(...entries.map((entry) => entry.digest));
  }
  for (const digest of manifests.keys()) {
    if (!reached.has(digest)) {
      manifests.delete(digest);
    }
  }
}

/** Restores a tag that is gone. @returns what was wrong */
async function restore(
  setup: Setup,
  engine: Engine,
  {
    tag,
    entries,
  }: { readonly tag: (typeof targetTags)[number]; readonly entries: readonly JournalEntry[] },
): Promise<string[]> {
  const name = `${setup.places.target}/${targetRepository}:${tag}`;
  const attemptId = entries
    .flatMap(({ tags }) => tags)
    .find(({ move }) => move.name === name)?.attemptId;
  if (attemptId === undefined) {
    return [`no entry has ${name}`];
  }
  const { signal } = new AbortController();
  const plan = await engine.planner.planRestore({ journalId: attemptId, name }, signal);
  const { failure } = await engine.push(plan.id, { report: () => {} }, signal);
  const { manifests } = setup.target.repository(targetRepository);
  return [
    ...(failure ? [`cannot restore ${name}: ${JSON.stringify(failure)}`] : []),
    ...restoredDigests[tag]
      .filter((digest) => !manifests.has(digest))
      .map((digest) => `${name} was restored without ${digest}`),
  ];
}

/** Deletes both tags once more. @returns what was wrong */
async function deleteAgain(
  { places, target }: Setup,
  engine: Engine,
  { by, journal }: { readonly by: Deletion["by"]; readonly journal: Journal },
): Promise<string[]> {
  const { failure, journalId } = await deleteTags(engine, places, by);
  const { tags } = target.repository(targetRepository);
  const { entries } = await journal.list();
  const entry = entries.find(({ id }) => id === journalId);
  return [
    ...(failure ? [`cannot delete again: ${JSON.stringify(failure)}`] : []),
    ...targetTags.filter((tag) => tags.has(tag)).map((tag) => `${tag} was not deleted again`),
    ...(entry?.state.kind === "done" ? [] : [`the entry is ${JSON.stringify(entry?.state)}`]),
  ];
}
