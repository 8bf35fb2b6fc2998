import { countOf } from "../../../../shared/countOf.ts";
import type { FileKind, FileRow } from "../../../../shared/layerFiles.ts";
import { formatBytes } from "../../../ui/format.ts";

const letters: Readonly<Record<FileKind, string>> = {
  folder: "d",
  file: "-",
  symlink: "l",
  hardlink: "-",
  character: "c",
  block: "b",
  pipe: "p",
  other: "?",
  removed: "-",
};

/** What a kind of file is called. */
export const kindNames: Readonly<Record<FileKind, string>> = {
  folder: "folder",
  file: "file",
  symlink: "symbolic link",
  hardlink: "hard link",
  character: "character device",
  block: "block device",
  pipe: "pipe",
  other: "unknown kind",
  removed: "removed",
};

/** Formats permissions as `ls` does: `-rwsr-xr-x`. */
export function formatMode(kind: FileKind, mode: number): string {
  const bits = [
    { shift: 6, special: 0o4000, letter: "s" },
    { shift: 3, special: 0o2000, letter: "s" },
    { shift: 0, special: 0o1000, letter: "t" },
  ].map(({ shift, special, letter }) => {
    const part = (mode >> shift) & 7;
    const canRun = (part & 1) !== 0;
    const last = (mode & special) !== 0 ? (canRun ? letter : letter.toUpperCase()) : "x";
    return `${(part & 4) !== 0 ? "r" : "-"}${(part & 2) !== 0 ? "w" : "-"}${
      canRun || (mode & special) !== 0 ? last : "-"
    }`;
  });
  return `${letters[kind]}${bits.join("")}`;
}

/** Formats seconds since 1970 as `2026-01-31 12:00`, in UTC. */
export function formatMtime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime())
    ? ""
    : date
        .toISOString()
        .replace("T", " ")
        .replace(/:\d\d\.\d{3}Z$/, "");
}

/** Describes a row in one line, in the order in which it is shown: the name for screen readers. */
export function describeFile(row: FileRow, name = row.name): string {
  const { kind, size, files, change, layer, target } = row;
  return [
    target === undefined ? name : `${name} → ${target}`,
    ...(change === undefined || change === "same" ? [] : [change]),
    ...(row.isOpaque === true ? ["replaces content below"] : []),
    ...(row.isUnsafe === true ? ["unsafe name"] : []),
    ...(layer === undefined ? [] : [`layer ${layer + 1}`]),
    formatBytes(size),
    ...(kind === "removed" ? [] : [kindNames[kind]]),
    ...(kind === "folder" ? [countOf(files, "file")] : []),
  ].join(", ");
}
