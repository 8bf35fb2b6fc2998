import { realpath } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { EngineError } from "../engine/errors.ts";
import { JsonFile, schemaFormat } from "./jsonFile.ts";

/** Most places that are remembered; the oldest are asked about again. */
const mostPlaces = 1000;

const form = schemaFormat<readonly string[]>(
  "The list of folders that may be written to",
  z.array(z.string()),
  [],
);

/** Where on this computer the app may write images without a question: what a person chose or confirmed. */
export interface ApprovedPaths {
  /** Whether a path is one of the places, or below one. @param place a whole path */
  has(place: string): Promise<boolean>;
  /** Remember places, for the next start too. @param places whole paths */
  add(approvedPaths: readonly string[]): Promise<void>;
  /** Why the list, or a part of it, is not in effect. */
  readonly problems: readonly EngineError[];
}

/**
 * The places in a file. What of it cannot be read allows nothing.
 * @param own folders that the app made for images
 */
export async function openApprovedPaths(
  file: string,
  own: readonly string[],
): Promise<ApprovedPaths> {
  const kept = await JsonFile.open(file, form);
  return {
    async has(place) {
      const real = await realPath(place);
      const allowed = [...(await Promise.all(own.map(realPath))), ...kept.value];
      return allowed.some((one) => isWithin(real, one));
    },
    async add(approvedPaths) {
      const real = await Promise.all(approvedPaths.map(realPath));
      await kept.update((before) =>
        [...before.filter((one) => !real.includes(one)), ...real].slice(-mostPlaces),
      );
    },
    get problems() {
      return kept.problems;
    },
  };
}

function isWithin(place: string, folder: string): boolean {
  const way = path.relative(folder, place);
  return way === "" || (!path.isAbsolute(way) && way.split(path.sep)[0] !== "..");
}

/** A path without links in it, as far as it exists: two names of one folder are one place. */
async function realPath(place: string): Promise<string> {
  const whole = path.resolve(place);
  const parent = path.dirname(whole);
  try {
    return await realpath(whole);
  } catch {
    return parent === whole ? whole : path.join(await realPath(parent), path.basename(whole));
  }
}
