import { randomUUID } from "node:crypto";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Opened } from "../../../shared/opened.ts";
import { EngineError } from "../../engine/errors.ts";
import { addOpenedFile } from "./openedFiles.ts";
import { linkScheme, parseLink } from "./parseLink.ts";

/** Most of what one start of the app may hand over. */
const maxCount = 20;
/** In characters. Systems have no longer paths. */
const maxPathLength = 4096;

const fileKinds: readonly (readonly [RegExp, "recipe" | "plan"])[] = [
  [/\.ya?ml$/i, "recipe"],
  [/\.json$/i, "plan"],
];

/**
 * Returns the links and files among the arguments of a start of the app. Chromium and the system add switches of their own; what
 * begins with a dash is a file only after `--`.
 * @param folder in which that start of the app ran: relative paths are in it
 */
export function readArguments(args: readonly string[], folder: string): readonly Opened[] {
  const end = args.indexOf("--");
  const options = end < 0 ? args : args.slice(0, end);
  const named = [
    ...options.filter((arg) => !arg.startsWith("-")),
    ...(end < 0 ? [] : args.slice(end + 1)),
  ];
  const found: Opened[] = [];
  for (const arg of named) {
    const opened = arg.toLowerCase().startsWith(linkScheme) ? readLink(arg) : readFile(arg, folder);
    // Files beyond the limit are not remembered.
    if (opened !== undefined && found.push(opened) === maxCount) {
      break;
    }
  }
  return found;
}

/** Returns the reference in a link, or why it has none. */
export function readLink(link: string): Opened {
  const id = randomUUID();
  try {
    return { kind: "reference", id, text: parseLink(link) };
  } catch (error) {
    const { message, hint = "" } = error instanceof EngineError ? error : { message: "" };
    return { kind: "rejected", id, message: `${message} ${hint}`.trim() };
  }
}

/** Returns a file, which is not looked at. @returns undefined if the app has no use for such a file */
export function readFile(arg: string, folder: string): Opened | undefined {
  const file = arg.length > maxPathLength ? undefined : localPath(arg);
  const kind = fileKinds.find(([pattern]) => file !== undefined && pattern.test(file))?.[1];
  if (file === undefined || kind === undefined) {
    return undefined;
  }
  return { kind, id: addOpenedFile(path.resolve(folder, file)), name: path.basename(file) };
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
