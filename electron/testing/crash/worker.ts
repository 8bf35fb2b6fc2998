import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import type { PushOutcome } from "../../../shared/plan.ts";
import type { WorkerTask } from "./workerMain.ts";

const main = path.join(import.meta.dirname, "workerMain.ts");

/** A process that pushes. */
export interface Worker {
  kill(): void;
  /** The result, or that the process was killed. @throws Error with its stderr if it failed */
  readonly result: Promise<WorkerResult | "killed">;
}

export interface WorkerResult {
  readonly outcome: PushOutcome;
  /** Writes to the journal. */
  readonly writes: number;
}

/** Starts a worker process. */
export function startWorker(task: WorkerTask): Worker {
  const child = spawn(process.execPath, [main, JSON.stringify(task)], {
    env: { ...process.env, NODE_COMPILE_CACHE: path.join(tmpdir(), "manifestry-compile-cache") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { kill: () => child.kill("SIGKILL"), result: resultOf(child) };
}

async function resultOf(child: ChildProcess): Promise<WorkerResult | "killed"> {
  if (!child.stdout || !child.stderr) throw new Error("the process has no output");
  const [output, errors] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined,
  ]);
  if (child.signalCode === "SIGKILL") return "killed";
  if (child.exitCode !== 0) throw new Error(`the process ended with ${child.exitCode}: ${errors}`);
  return JSON.parse(output) as WorkerResult;
}
