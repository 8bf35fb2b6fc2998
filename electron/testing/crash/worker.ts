import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import type { PushOutcome } from "../../../shared/plan.ts";
import type { Order } from "./workerMain.ts";

const program = path.join(import.meta.dirname, "workerMain.ts");

/** A process of the app at work. */
export interface Worker {
  kill(): void;
  /** What it told, or that it was killed. @throws Error with its words where it ended any other way */
  readonly end: Promise<WorkDone | "killed">;
}

export interface WorkDone {
  readonly outcome: PushOutcome;
  /** Writes to the journal. */
  readonly writes: number;
}

/** Start a process that does as it is told. */
export function startWorker(order: Order): Worker {
  const child = spawn(process.execPath, [program, JSON.stringify(order)], {
    env: { ...process.env, NODE_COMPILE_CACHE: path.join(tmpdir(), "manifestry-compile-cache") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { kill: () => child.kill("SIGKILL"), end: endOf(child) };
}

async function endOf(child: ChildProcess): Promise<WorkDone | "killed"> {
  if (!child.stdout || !child.stderr) throw new Error("the process has no output");
  const [reported, errors] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined,
  ]);
  if (child.signalCode === "SIGKILL") return "killed";
  if (child.exitCode !== 0) throw new Error(`the process ended with ${child.exitCode}: ${errors}`);
  return JSON.parse(reported) as WorkDone;
}
