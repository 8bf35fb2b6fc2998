import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

/** The time and memory of a process. */
export interface ProcessCost {
  readonly wallSeconds: number;
  /** Peak memory (VmHWM). */
  readonly peakBytes: number;
  readonly stdout: string;
}

/** Polling interval in milliseconds; VmHWM only grows, so the last value counts. */
const interval = 5;

/**
 * Runs a program and measures it.
 * @throws Error with its output if it fails
 */
export async function measureProcess(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<ProcessCost> {
  const started = performance.now();
  const child = spawn(file, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const end = (): boolean => child.kill("SIGKILL");
  process.once("exit", end);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (bytes: Buffer) => stdout.push(bytes));
  child.stderr.on("data", (bytes: Buffer) => stderr.push(bytes));
  let peakBytes = 0;
  const polling = setInterval(() => (peakBytes = readPeakMemory(child.pid) ?? peakBytes), interval);
  let wallSeconds = 0;
  child.once("exit", () => (wallSeconds = (performance.now() - started) / 1000));
  try {
    const [code, signal] = (await once(child, "close")) as [number | null, string | null];
    if (code !== 0) {
      const output = Buffer.concat([...stderr, ...stdout]).toString();
      throw new Error(`${file} ended with ${code ?? signal}:\n${output.slice(-2000)}`);
    }
    return { wallSeconds, peakBytes, stdout: Buffer.concat(stdout).toString() };
  } finally {
    clearInterval(polling);
    process.off("exit", end);
  }
}

function readPeakMemory(pid: number | undefined): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    return undefined;
  }
}
