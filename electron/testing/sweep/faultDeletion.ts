import type { Deletion, DeletionOutcome } from "../../../shared/deletion.ts";
import type { Failure } from "../../../shared/errors.ts";
import type { Engine } from "../../engine/engine.ts";
import { toFailure } from "../../engine/errors.ts";
import { buildAttestation, buildImage, buildIndex } from "../../engine/sample/buildImage.ts";
import { seedImage } from "../registry/seedImage.ts";
import { contentProblems, leaks } from "./checkPush.ts";
import {
  type FaultReport,
  openEngine,
  openSetup,
  type Setup,
  targetRepository,
} from "./faultSetup.ts";
import type { FaultScenario } from "./faultSweep.ts";

const arm64 = buildImage({ platform: { os: "linux", architecture: "arm64" } });
const kept = buildImage({ platform: { os: "linux", architecture: "riscv64" } });
/** The tags to delete, and their contents. */
const deleted = new Map([
  ["1", buildIndex({ entries: [buildAttestation(arm64, "referrer"), arm64] })],
  ["2", buildIndex({ entries: [kept] })],
]);

interface DeletionReport extends FaultReport {
  readonly outcome: DeletionOutcome | undefined;
  /** Tags that the review did not find. */
  readonly missing: readonly string[];
  /** The engine that has the log of the deletion. */
  readonly engine: Engine;
}

/** Two tags are deleted; what is gone is then restored. */
export function deletionScenario(by: Deletion["by"]): FaultScenario<DeletionReport> {
  return { open: openDeletion, run: (setup, signal) => run(setup, by, signal), learn: () => check };
}

async function openDeletion(): Promise<Setup> {
  const setup = await openSetup("within");
  for (const [tag, index] of deleted) {
    seedImage(setup.target, targetRepository, tag, index);
  }
  seedImage(setup.target, targetRepository, "kept", kept);
  return setup;
}

async function run(setup: Setup, by: Deletion["by"], signal: AbortSignal): Promise<DeletionReport> {
  const engine = openEngine(setup);
  const everything: unknown[] = [];
  const failures: Failure[] = [];
  const missing: string[] = [];
  let outcome: DeletionOutcome | undefined;
  try {
    const repository = `${setup.target.host}/${targetRepository}`;
    const plan = await engine.planDeletion({ repository, tags: [...deleted.keys()], by }, signal);
    everything.push(plan);
    missing.push(...plan.missing);
    outcome = await engine.delete(plan.id, signal);
    everything.push(outcome);
    if (outcome.failure) {
      failures.push(outcome.failure);
    }
  } catch (error) {
    failures.push(toFailure(error));
  }
  return { outcome, missing, failures, everything: [...everything, failures], engine };
}

/** Returns everything that is wrong after a deletion; nothing if it succeeded or reported why not. */
async function check(setup: Setup, report: DeletionReport): Promise<readonly string[]> {
  const { failures, engine } = report;
  try {
    return [
      ...contentProblems(setup),
      ...tagProblems(setup, report),
      ...failures
        .filter(({ code, message }) => code === "internal" || message === "")
        .map((failure) => `a failure without an explanation: ${JSON.stringify(failure)}`),
      ...leaks(setup, report),
      ...(await restoreProblems(setup, report)),
    ];
  } finally {
    await engine.close();
  }
}

function tagProblems({ target }: Setup, { outcome, failures, missing }: DeletionReport): string[] {
  const { tags } = target.repository(targetRepository);
  const problems = tags.get("kept") === kept.digest ? [] : ["another tag is gone"];
  for (const [tag, { digest }] of deleted) {
    const now = tags.get(tag);
    const kind = outcome?.tags.find((each) => each.tag.tag === tag)?.kind ?? "kept";
    if (now !== undefined && now !== digest) {
      problems.push(`${tag} points to ${now}`);
    }
    const isRight =
      now === undefined ? kind === "deleted" || kind === "unknown" : kind !== "deleted";
    if (!isRight) {
      problems.push(`${tag} is reported as ${kind}, but is ${now}`);
    }
    if (failures.length === 0 && kind !== "deleted" && !missing.includes(tag)) {
      problems.push(`no failure, but ${tag} is ${kind}`);
    }
  }
  return problems;
}

/** Restores what is gone, without faults. @returns what was wrong */
async function restoreProblems(
  { source, target }: Setup,
  { outcome, engine }: DeletionReport,
): Promise<string[]> {
  source.faults.clear();
  source.tokenFaults.clear();
  target.faults.clear();
  const { tags, manifests } = target.repository(targetRepository);
  const problems: string[] = [];
  for (const [tag, index] of deleted) {
    if (tags.has(tag)) {
      continue;
    }
    if (outcome === undefined) {
      problems.push(`${tag} is gone without an outcome`);
      continue;
    }
    const name = `${target.host}/${targetRepository}:${tag}`;
    const failure = await restore(engine, outcome.journalId, name);
    const missing = [index, ...index.entries].filter(({ digest }) => !manifests.has(digest));
    if (failure || missing.length > 0 || tags.get(tag) !== index.digest) {
      problems.push(`${tag} was not restored: ${JSON.stringify(failure)}`);
    }
  }
  return problems;
}

async function restore(
  engine: Engine,
  journalId: string,
  name: string,
): Promise<Failure | undefined> {
  const { signal } = new AbortController();
  try {
    const plan = await engine.planner.planRestore({ journalId, name }, signal);
    return (await engine.push(plan.id, { report: () => {} }, signal)).failure;
  } catch (error) {
    return toFailure(error);
  }
}
