import { rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readCpuSeconds, readMemoryBytes } from "./processTree.ts";
import { startApp } from "./startApp.ts";
import { packApps, type PackedApp } from "./startApps.ts";
import { traceStart, type StartTrace } from "./startTrace.ts";

const top = path.resolve(import.meta.dirname, "../..");

/** One start of an app. */
export interface StartMeasurement {
  readonly app: string;
  readonly round: number;
  /** Milliseconds until its field can be typed in, and the CPU time until then. */
  readonly usableMs: number;
  readonly usableCpuSeconds: number;
  /** CPU time until the app is at rest. */
  readonly restCpuSeconds: number;
  /** Memory at rest (PSS). */
  readonly bytes: number;
  /** CPU time per second at rest. */
  readonly idleShare: number;
}

export interface StartBenchmark {
  readonly measurements: readonly StartMeasurement[];
  /** What the app's start and the empty app's consist of, if asked for. */
  readonly traces: readonly StartTrace[];
}

/**
 * Starts of each app that are not counted: Chromium notes a script at its first start, keeps its compiled code at the second
 * one, and uses that from the third one on, as on a computer where the app is used.
 */
const coldStarts = 3;

/** Milliseconds after which an app is at rest, and for which it is watched then. */
const restMs = 8000;
const idleMs = 20_000;

/**
 * Starts the packaged app and an empty one in turn, packaged in the same way. Each keeps its user data, as an installed app
 * does. Linux only.
 * @param isTraced whether to trace one more start of each
 * @returns nothing on other systems
 */
export async function measureStart(rounds: number, isTraced: boolean): Promise<StartBenchmark> {
  if (process.platform !== "linux") {
    return { measurements: [], traces: [] };
  }
  const folder = path.join(top, "out/bench/start");
  const apps = await packApps(folder);
  const measurements: StartMeasurement[] = [];
  const traces: StartTrace[] = [];
  try {
    for (let start = 0; start < coldStarts; start += 1) {
      for (const app of apps) {
        const { stop } = await startApp(app);
        await sleep(restMs);
        await stop();
      }
    }
    for (let round = 1; round <= rounds; round += 1) {
      for (const app of apps) {
        measurements.push(await measureOne(app, round));
      }
    }
    for (const app of isTraced ? apps : []) {
      traces.push(await traceStart(app, path.join(top, "out")));
    }
    return { measurements, traces };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureOne(app: PackedApp, round: number): Promise<StartMeasurement> {
  const { pid, usableMs, stop } = await startApp(app);
  try {
    const usableCpuSeconds = readCpuSeconds(pid);
    await sleep(restMs);
    const restCpuSeconds = readCpuSeconds(pid);
    const bytes = readMemoryBytes(pid);
    const idleFrom = performance.now();
    await sleep(idleMs);
    const idleSeconds = (performance.now() - idleFrom) / 1000;
    const idleShare = (readCpuSeconds(pid) - restCpuSeconds) / idleSeconds;
    const { name } = app;
    return { app: name, round, usableMs, usableCpuSeconds, restCpuSeconds, bytes, idleShare };
  } finally {
    await stop();
  }
}
