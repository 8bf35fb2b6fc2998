import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { readDebuggingAddress } from "../debuggingAddress.ts";
import type { PackedApp } from "./startApps.ts";

/** An app whose window can be used. */
export interface StartedApp {
  readonly pid: number;
  /** Milliseconds from the start of the program until the window could be used. */
  readonly usableMs: number;
  /** Ends the app. */
  readonly stop: () => Promise<void>;
}

/** The name of the mark that the page sets when it can be used, for traces. */
export const usableMark = "usable";

/** Resolves once the first field of a page has been painted. */
const whenUsable = `new Promise((done) => {
  const look = () => document.querySelector("input, textarea")
    ? requestAnimationFrame(() => requestAnimationFrame(() => done(!!performance.mark("${usableMark}"))))
    : setTimeout(look, 10);
  look();
})`;

/**
 * Starts an app and waits until its window can be used.
 * @param args further arguments for Chromium
 * @throws Error if it does not start
 */
export async function startApp(app: PackedApp, args: readonly string[] = []): Promise<StartedApp> {
  await mkdir(app.userData, { recursive: true });
  const started = performance.now();
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const child = spawn(
    app.program,
    [...sandbox, "--disable-gpu", "--remote-debugging-port=0", ...args],
    {
      env: { ...process.env, MANIFESTRY_USER_DATA: app.userData },
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  const { pid } = child;
  if (pid === undefined) {
    throw new Error(`${app.program} did not start.`);
  }
  try {
    await untilUsable(new URL(await readDebuggingAddress(child)).port);
  } catch (error) {
    await end(child);
    throw error;
  }
  return { pid, usableMs: performance.now() - started, stop: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  }
}

interface DebuggingTarget {
  readonly type: string;
  readonly webSocketDebuggerUrl: string;
}

/** Asks the page itself, with one request: a driver would take CPU time of the app. */
async function untilUsable(port: string): Promise<void> {
  const socket = new WebSocket(await findPage(port));
  try {
    await once(socket, "open");
    const params = { expression: whenUsable, awaitPromise: true, returnByValue: true };
    for (let id = 1; ; id += 1) {
      socket.send(JSON.stringify({ id, method: "Runtime.evaluate", params }));
      const [{ data }] = (await once(socket, "message")) as [MessageEvent<string>];
      const response = JSON.parse(data) as { readonly error?: unknown };
      // The request fails if the window was about to load its page.
      if (response.error === undefined) {
        return;
      }
    }
  } finally {
    socket.close();
  }
}

/** Returns the address of a page's debugger. */
async function findPage(port: string): Promise<string> {
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${port}/json/list`);
    const targets = (await response.json()) as readonly DebuggingTarget[];
    const page = targets.find(({ type }) => type === "page");
    if (page !== undefined) {
      return page.webSocketDebuggerUrl;
    }
    await sleep(20);
  }
}
