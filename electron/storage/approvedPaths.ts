import { realpath } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { EngineError } from "../engine/errors.ts";
import { JsonFile, schemaFormat } from "./jsonFile.ts";

/** Paths that are stored. The oldest ones are dropped, so the user is asked about them again. */
const maxPaths = 1000;

const format = schemaFormat<readonly string[]>(
  "The list of folders that may be written to",
  z.array(z.string()),
  [],
);

/** The folders and files to which the app may write images: those that the user chose or confirmed. */
export interface ApprovedPaths {
  /** Whether a path is approved or inside an approved folder. @param target an absolute path */
  has(target: string): Promise<boolean>;
  /** Approves paths, also for the next start. @param targets absolute paths */
  add(targets: readonly string[]): Promise<void>;
  /** Why the list, or a part of it, is not in effect. */
  readonly problems: readonly EngineError[];
}

/**
 * Opens the list of approved paths. An invalid list approves nothing.
 *
 * @param appFolders folders of the app's own for images, which are always approved
 */
export async function openApprovedPaths(
  file: string,
  appFolders: readonly string[],
): Promise<ApprovedPaths> {
  const stored = await JsonFile.open(file, format);
  return {
    async has(target) {
      const real = await resolveLinks(target);
      const approved = [...(await Promise.all(appFolders.map(resolveLinks))), ...stored.value];
      return approved.some((each) => isWithin(real, each));
    },
    async add(targets) {
      const real = await Promise.all(targets.map(resolveLinks));
      await stored.update((before) =>
        [...before.filter((each) => !real.includes(each)), ...real].slice(-maxPaths),
      );
    },
    get problems() {
      return stored.problems;
    },
  };
}

function isWithin(target: string, folder: string): boolean {
  const relative = path.relative(folder, target);
  return relative === "" || (!path.isAbsolute(relative) && relative.split(path.sep)[0] !== "..");
}

/** Resolves the links of the existing part of a path, so that two names of one folder are equal. */
async function resolveLinks(target: string): Promise<string> {
  const absolute = path.resolve(target);
  const parent = path.dirname(absolute);
  try {
    return await realpath(absolute);
  } catch {
    return parent === absolute
      ? absolute
      : path.join(await resolveLinks(parent), path.basename(absolute));
  }
}
