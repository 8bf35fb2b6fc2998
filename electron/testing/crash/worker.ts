import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { text } from "node:stream/consumers";
import type { DeletionOutcome } from "../../../shared/deletion.ts";
import type { PushOutcome } from "../../../shared/plan.ts";
import type { WorkerBundle } from "./bundleWorker.ts";
import type { WorkerTask } from "./workerMain.ts";

/** A process that pushes or deletes. */
export interface Worker {
  kill(): void;
  /** The result, or that the process was killed. @throws Error with its stderr if it failed */
  readonly result: Promise<WorkerResult | "killed">;
}

export interface WorkerResult {
  readonly outcome: PushOutcome | DeletionOutcome;
  /** Writes to the journal. */
  readonly writes: number;
}

/** Starts a worker process. */
export function startWorker({ file, cacheFolder }: WorkerBundle, task: WorkerTask): Worker {
  const child = spawn(process.execPath, [file, JSON.stringify(task)], {
    env: { ...process.env, NODE_COMPILE_CACHE: cacheFolder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { kill: () => child.kill("SIGKILL"), result: resultOf(child) };
}

async function resultOf(child: ChildProcess): Promise<WorkerResult | "killed"> {
  if (!child.stdout || !child.stderr) {
    throw new Error("the process has no output");
  }
  const [output, errors] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined,
  ]);
  if (child.signalCode === "SIGKILL") {
    return "killed";
  }
  if (child.exitCode !== 0) {
    throw new Error(`the process ended with ${child.exitCode}: ${errors}`);
  }
  return JSON.parse(output) as WorkerResult;
}
