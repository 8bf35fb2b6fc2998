import process from "node:process";
import { app } from "electron";
import type { Opened } from "../../../shared/opened.ts";
import { emit } from "../../ipc/emit.ts";
import { currentWindow, focusWindow } from "../window.ts";
import { readArguments, readFile, readLink } from "./readArguments.ts";

/** What the window has not taken yet. */
let waiting: Opened[] = [];

/** Most of what waits. */
const maxCount = 20;

/** Takes links and files from the command line, from later instances of the app, and from the system on macOS. */
export function watchOpened(): void {
  // Without a package, the first argument is the folder of the app.
  open(...readArguments(process.argv.slice(app.isPackaged ? 1 : 2), process.cwd()));
  app.on("second-instance", (_event, args, folder) =>
    open(...readArguments(args.slice(1), folder)),
  );
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
