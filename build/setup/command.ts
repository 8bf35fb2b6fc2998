import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { top } from "../top.ts";

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Show what the command prints; otherwise it is kept and returned. */
  readonly show?: boolean;
  /** End the command after this time. */
  readonly timeout?: number;
}

export interface CommandResult {
  readonly code: number;
  /** What it printed on both streams; empty when it was shown. */
  readonly output: string;
  /** Ctrl-C or SIGTERM reached this process while the command ran. */
  readonly interrupted?: boolean;
}

/** Milliseconds between asking a command to end and killing it. */
const grace = 5000;

/** What Ctrl-C and SIGTERM do to the commands that run. */
const interrupts = new Set<(signal: NodeJS.Signals) => void>();

function interruptAll(signal: NodeJS.Signals): void {
  interrupts.forEach((interrupt) => interrupt(signal));
}

/** Passes signals to a command. All commands share the listeners: Node warns of a leak if there are more than ten. */
function onInterrupt(interrupt: (signal: NodeJS.Signals) => void): () => void {
  if (interrupts.size === 0) {
    process.on("SIGINT", interruptAll);
    process.on("SIGTERM", interruptAll);
  }
  interrupts.add(interrupt);
  return () => {
    interrupts.delete(interrupt);
    if (interrupts.size === 0) {
      process.off("SIGINT", interruptAll);
      process.off("SIGTERM", interruptAll);
    }
  };
}

/**
 * Run a command to its end. Ctrl-C and SIGTERM are passed to it, and this process continues
 * afterwards, so that what was started for the command (the display) is stopped too.
 */
export function runCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((done) => {
    const child = spawn(file, args, {
      cwd: options.cwd ?? top,
      env: { ...process.env, ...options.env },
      stdio: options.show === true ? "inherit" : ["ignore", "pipe", "pipe"],
    });
    const chunks: Buffer[] = [];
    child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));

    let late: NodeJS.Timeout | undefined;
    let interrupted = false;
    const end = (signal: NodeJS.Signals): void => {
      child.kill(signal);
      late ??= setTimeout(() => child.kill("SIGKILL"), grace);
    };
    const ignoreInterrupts = onInterrupt((signal) => {
      interrupted = true;
      end(signal);
    });
    const limit =
      options.timeout === undefined ? undefined : setTimeout(() => end("SIGTERM"), options.timeout);

    const finish = (code: number, output: string): void => {
      clearTimeout(limit);
      clearTimeout(late);
      ignoreInterrupts();
      done({ code, output, interrupted });
    };
    child.on("error", (error) => finish(127, error.message));
    child.on("close", (code) => finish(code ?? 1, Buffer.concat(chunks).toString()));
  });
}

interface ToolCommand {
  readonly packageName: string;
  readonly binName: string;
}

/** Run the command of a development dependency with this Node, without a shell. */
export function runTool(
  { packageName, binName }: ToolCommand,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const folder = join(top, "node_modules", packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly bin: string | Readonly<Record<string, string>>;
  };
  const file = typeof bin === "string" ? bin : bin[binName];
  if (file === undefined) {
    throw new Error(`${packageName} has no command ${binName}.`);
  }
  return runCommand(process.execPath, [join(folder, file), ...args], { show: true, ...options });
}
