import { readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { listPackage, statFile } from "@electron/asar";

export interface Part {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/** How many parts are reported. */
const reported = 8;

/** The largest files of a folder, the largest first. */
export function largestFiles(folder: string): readonly Part[] {
  const parts = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ name: relative(folder, file), size: statSync(file).size }));
  return largest(parts);
}

/** The largest files inside an ASAR archive, the largest first. */
export function largestEntries(archive: string): readonly Part[] {
  const parts = listPackage(archive, { isPack: false }).flatMap((path) => {
    const name = path.slice(1);
    const entry = statFile(archive, name);
    return "size" in entry ? [{ name, size: entry.size }] : [];
  });
  return largest(parts);
}

/** Bytes of all files of a folder. */
export function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

/** A line such as ` 90.1 MB  Manifestry.deb`. */
export function formatPart({ name, size }: Part): string {
  return `${(size / 1e6).toFixed(1).padStart(7)} MB  ${name}`;
}

function largest(parts: readonly Part[]): readonly Part[] {
  return parts.toSorted((a, b) => b.size - a.size).slice(0, reported);
}
