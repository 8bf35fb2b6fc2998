import { randomUUID } from "node:crypto";
import path from "node:path";
import process from "node:process";
import { app } from "electron";
import type { Opened } from "../../../shared/opened.ts";
import { emit } from "../../ipc/emit.ts";
import { focusWindow } from "../window.ts";
import { addOpenedFile } from "./openedFiles.ts";
import { linkScheme, parseLink } from "./parseLink.ts";

/** What the window has not taken yet. */
let waiting: Opened[] = [];

/** Most of what a second instance of the app may hand over, and of what waits. */
const maxCount = 20;

const fileKinds: readonly (readonly [RegExp, "recipe" | "plan"])[] = [
  [/\.ya?ml$/i, "recipe"],
  [/\.json$/i, "plan"],
];

/** Takes links and files from the command line, from later instances of the app, and from the system on macOS. */
export function watchOpened(): void {
  if (app.isPackaged && process.platform === "win32") {
    // Packages register it elsewhere.
    app.setAsDefaultProtocolClient(linkScheme.slice(0, -1));
  }
  // Without a package, the first argument is the folder of the app.
  openArguments(process.argv.slice(app.isPackaged ? 1 : 2), process.cwd());
  app.on("second-instance", (_event, args, folder) => openArguments(args.slice(1), folder));
  app.on("open-url", (event, url) => {
    event.preventDefault();
    open(readLink(url));
  });
  app.on("open-file", (event, file) => {
    event.preventDefault();
    open(readFile(file, "/"));
  });
}

/** Returns what waits to be opened, once. */
export function takeOpened(): readonly Opened[] {
  const taken = waiting;
  waiting = [];
  return taken;
}

function openArguments(args: readonly string[], folder: string): void {
  open(
    ...args
      .filter((arg) => !arg.startsWith("-"))
      .slice(0, maxCount)
      .map((arg) =>
        arg.toLowerCase().startsWith(linkScheme) ? readLink(arg) : readFile(arg, folder),
      ),
  );
}

function open(...opened: readonly (Opened | undefined)[]): void {
  const known = opened.filter((each) => each !== undefined);
  if (known.length === 0) {
    return;
  }
  waiting = [...waiting, ...known].slice(-maxCount);
  focusWindow();
  emit("opened:waiting", null);
}

function readLink(link: string): Opened {
  const id = randomUUID();
  try {
    return { kind: "reference", id, text: parseLink(link) };
  } catch (error) {
    return { kind: "rejected", id, message: error instanceof Error ? error.message : "" };
  }
}

/** @returns undefined if the app has no use for such a file: Chromium and the system add arguments of their own */
function readFile(file: string, folder: string): Opened | undefined {
  const kind = fileKinds.find(([pattern]) => pattern.test(file))?.[1];
  if (kind === undefined) {
    return undefined;
  }
  return { kind, id: addOpenedFile(path.resolve(folder, file)), name: path.basename(file) };
}
