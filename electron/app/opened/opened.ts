import { randomUUID } from "node:crypto";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { app } from "electron";
import type { Opened } from "../../../shared/opened.ts";
import { emit } from "../../ipc/emit.ts";
import { currentWindow, focusWindow } from "../window.ts";
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
  const isPortable = process.env["PORTABLE_EXECUTABLE_FILE"] !== undefined;
  if (app.isPackaged && process.platform === "win32" && !isPortable) {
    // Packages register it elsewhere; a portable program runs from a folder that is removed when it ends.
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
  if (app.isReady() && currentWindow() === undefined) {
    // On macOS the app runs without a window; a new one takes what waits.
    app.emit("activate");
  }
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

/** Linux desktops pass files as URLs (`%U` in the Desktop Entry Specification). @returns undefined for one of another host */
function localPath(file: string): string | undefined {
  if (!/^file:/i.test(file)) {
    return file;
  }
  try {
    return fileURLToPath(file);
  } catch {
    return undefined;
  }
}

/** @returns undefined if the app has no use for such a file: Chromium and the system add arguments of their own */
function readFile(arg: string, folder: string): Opened | undefined {
  const file = localPath(arg);
  const kind = fileKinds.find(([pattern]) => file !== undefined && pattern.test(file))?.[1];
  if (file === undefined || kind === undefined) {
    return undefined;
  }
  return { kind, id: addOpenedFile(path.resolve(folder, file)), name: path.basename(file) };
}
