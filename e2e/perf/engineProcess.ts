import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { emptyDraft } from "../../shared/emptyDraft.ts";
import type { PushOutcome } from "../../shared/plan.ts";
import { Journal } from "../../electron/engine/journal/journal.ts";
import { nodeHost } from "../../electron/engine/oci/host.ts";
import { anonymous } from "../../electron/engine/stores/registry/auth/credential.ts";
import { Stores } from "../../electron/engine/stores/openStores.ts";
import { Engine } from "../../electron/engine/engine.ts";
import type { Draft } from "../../shared/draft.ts";

/** The metrics of the engine process, as JSON on standard output. */
export interface ProcessMetrics {
  /** Memory after loading, before the task. */
  readonly idleBytes: number;
  /** Peak memory during the task. */
  readonly peakBytes: number;
  /** Seconds from the end of loading to the end of the task: the wait of a user whose app is open. */
  readonly workSeconds: number;
  /** The end of the task, in milliseconds since the epoch. */
  readonly doneAt: number;
  /** The longest block of the event loop during the task, in milliseconds. */
  readonly blockMs: number;
}

/**
 * Runs a task with the engine as the app does, in its own process. Of several tasks, separated by `--`, the metrics are
 * those of the last one, which is a warm run.
 */
async function main(): Promise<void> {
  const {
    last: [verb, ...args],
    earlier,
  } = splitJobs(process.argv.slice(2));
  const engine = new Engine(
    {
      stores: new Stores({ credentials: anonymous }),
      host: nodeHost(process.platform, process.arch),
    },
    new Journal(path.join(process.env["HOME"] ?? "", "journal")),
  );
  for (const [warmUp, ...taskArgs] of earlier) {
    await runTask(engine, warmUp, taskArgs);
  }
  const loop = monitorEventLoopDelay({ resolution: 1 });
  // Resets the peak memory, so that loading does not count (proc(5), clear_refs).
  writeFileSync("/proc/self/clear_refs", "5");
  const idleBytes = memory("VmRSS");
  loop.enable();
  const begun = now();
  const doneAt = await runTask(engine, verb, args);
  // A block at the end is reported only afterwards.
  await sleep(10);
  loop.disable();
  await engine.close();
  const metrics: ProcessMetrics = {
    idleBytes,
    peakBytes: memory("VmHWM"),
    workSeconds: (doneAt - begun) / 1000,
    doneAt,
    blockMs: loop.max / 1e6,
  };
  process.stdout.write(`${JSON.stringify(metrics)}\n`);
}

function splitJobs(words: readonly string[]): {
  readonly earlier: readonly (readonly string[])[];
  readonly last: readonly string[];
} {
  const separator = words.lastIndexOf("--");
  if (separator < 0) {
    return { earlier: [], last: words };
  }
  const { earlier, last } = splitJobs(words.slice(0, separator));
  return { earlier: [...earlier, last], last: words.slice(separator + 1) };
}

async function runTask(
  engine: Engine,
  verb: string | undefined,
  args: readonly string[],
): Promise<number> {
  const { signal } = new AbortController();
  const push = async (planId: string): Promise<void> => {
    check(await engine.push(planId, { report: () => {} }, signal));
  };
  switch (verb) {
    case "combine": {
      const [target = "", ...sources] = args;
      const draft = draftOf(sources, [target]);
      // The window checks a target as soon as it is typed.
      const [{ id, result }] = await Promise.all([
        engine.composer.preview(draft, signal),
        engine.composer.checkTarget(target, signal),
      ]);
      if (result.kind !== "ready") {
        throw new Error(`the preview is ${result.kind}`);
      }
      await push((await engine.planner.planPreview(id, signal)).id);
      return now();
    }
    case "copy": {
      const [source = "", target = ""] = args;
      await push(
        (
          await engine.planner.planRetag(
            { source, targets: [target], copyReferrers: emptyDraft.copyReferrers },
            signal,
          )
        ).id,
      );
      return now();
    }
    case "preview": {
      const { result } = await engine.composer.preview(draftOf(args, []), signal);
      const done = now();
      if (result.kind !== "ready") {
        throw new Error(`the preview is ${result.kind}`);
      }
      return done;
    }
    default:
      throw new Error(
        "usage: engineProcess combine TARGET SOURCE… | preview SOURCE… | copy SOURCE TARGET [-- TASK]",
      );
  }
}

function draftOf(sources: readonly string[], targets: readonly string[]): Draft {
  return {
    ...emptyDraft,
    sources: sources.map((text, position) => ({ id: `s${position}`, text })),
    targets: targets.map((text, position) => ({ id: `t${position}`, text })),
  };
}

function check({ tags, failure }: PushOutcome): void {
  if (failure) {
    throw new Error(failure.message);
  }
  if (tags.some(({ kind }) => kind !== "moved")) {
    throw new Error("A tag was not moved.");
  }
}

function now(): number {
  return performance.timeOrigin + performance.now();
}

/** Returns a value of /proc/self/status in bytes. */
function memory(name: "VmRSS" | "VmHWM"): number {
  const status = readFileSync("/proc/self/status", "utf8");
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]) * 1024;
}

await main();
