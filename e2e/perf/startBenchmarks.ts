import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readDebuggingAddress } from "../debuggingAddress.ts";
import { findExecutable } from "../launch.ts";
import { readCpuSeconds, readMemoryBytes } from "./processTree.ts";

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

interface App {
  readonly name: string;
  readonly executable: string;
}

/** Milliseconds after which an app is at rest, and for which it is watched then. */
const restMs = 8000;
const idleMs = 20_000;

/** Resolves once the first field of a page has been painted. */
const whenUsable = `new Promise((done) => {
  const look = () => document.querySelector("input, textarea")
    ? requestAnimationFrame(() => requestAnimationFrame(() => done(true)))
    : setTimeout(look, 10);
  look();
})`;

/** The page and the program of an app without anything in it. */
const emptyApp = {
  "package.json": JSON.stringify({ name: "empty", version: "1.0.0", main: "main.js" }),
  "main.js": `const { app, BrowserWindow } = require("electron");
app.setPath("userData", process.env.MANIFESTRY_USER_DATA);
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 800, show: false });
  window.once("ready-to-show", () => window.show());
  window.loadFile("index.html");
});
app.on("window-all-closed", () => app.quit());`,
  "index.html": `<!doctype html><meta charset="utf-8"><title>Empty</title><label>Field <input></label>`,
};

/**
 * Starts the built app and an empty one in turn, on the same runtime and packaged in the same way: as \`resources/app\`.
 * Each keeps its user data, as an installed app does; the first start of each is not counted. Linux only.
 * @returns nothing on other systems
 */
export async function measureStart(rounds: number): Promise<readonly StartMeasurement[]> {
  if (process.platform !== "linux") {
    return [];
  }
  const folder = path.join(top, "out/bench/start");
  await rm(folder, { recursive: true, force: true });
  const apps = [await packApp(folder), await packEmptyApp(folder)];
  const measurements: StartMeasurement[] = [];
  try {
    for (let round = 0; round <= rounds; round += 1) {
      for (const app of apps) {
        const userData = path.join(folder, "data", app.name);
        const measurement = await measureOne(app, userData, round);
        if (round > 0) {
          measurements.push(measurement);
        }
      }
    }
    return measurements;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function packApp(folder: string): Promise<App> {
  const { executable, resources } = await copyRuntime(folder, "Manifestry");
  for (const name of ["package.json", "out/main", "out/preload", "out/renderer"]) {
    await cp(path.join(top, name), path.join(resources, name), {
      recursive: true,
      filter: (file) => !file.endsWith(".map"),
    });
  }
  return { name: "Manifestry", executable };
}

async function packEmptyApp(folder: string): Promise<App> {
  const { executable, resources } = await copyRuntime(folder, "empty");
  await mkdir(resources);
  for (const [name, text] of Object.entries(emptyApp)) {
    await writeFile(path.join(resources, name), text);
  }
  return { name: "an empty app", executable };
}

/** Copies the runtime without its default app. @returns its program, and the folder for an app */
async function copyRuntime(
  folder: string,
  name: string,
): Promise<{ readonly executable: string; readonly resources: string }> {
  const runtime = findExecutable();
  const copy = path.join(folder, name);
  await cp(path.dirname(runtime), copy, { recursive: true });
  await rm(path.join(copy, "resources/default_app.asar"), { force: true });
  return {
    executable: path.join(copy, path.basename(runtime)),
    resources: path.join(copy, "resources/app"),
  };
}

async function measureOne(app: App, userData: string, round: number): Promise<StartMeasurement> {
  const started = performance.now();
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const args = [...sandbox, "--disable-gpu", "--remote-debugging-port=0"];
  const child = spawn(app.executable, args, {
    env: { ...process.env, MANIFESTRY_USER_DATA: userData },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const { pid } = child;
  if (pid === undefined) {
    throw new Error(`${app.executable} did not start.`);
  }
  try {
    await untilUsable(new URL(await readDebuggingAddress(child)).port);
    const usableMs = performance.now() - started;
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
