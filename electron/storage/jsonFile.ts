import { readFile } from "node:fs/promises";
import type { z } from "zod";
import { writeWhole } from "../engine/layout/write.ts";

/**
 * Read a small file of the app's own, or the value to start with where it is missing or not of that form:
 * a damaged file must not keep the app from starting.
 */
export async function readJsonFile<T>(
  file: string,
  schema: z.ZodType<T>,
  otherwise: T,
): Promise<T> {
  try {
    return schema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return otherwise;
  }
}

/** Write a small file of the app's own; it is there whole or not at all. */
export async function writeJsonFile(file: string, value: unknown): Promise<void> {
  await writeWhole(file, new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`));
}
