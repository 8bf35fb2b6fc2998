import type {
  ComparedFile,
  FileDifference,
  FileDifferenceKind,
} from "../../../shared/fileComparison.ts";
import type { SignKind } from "../../ui/ChangeSign.tsx";
import { formatBytes } from "../../ui/format.ts";
import { formatMode, kindNames } from "../inspect/files/formatFile.ts";
import type { ListItem } from "../../ui/list/listItem.ts";

/** A file that differs, as a row. */
export interface FileItem extends ListItem {
  /** What screen readers say. */
  readonly text: string;
  readonly sign: SignKind;
  /** How it differs, in a word: `added or changed`. */
  readonly word: string;
  /** The path of its folder with a slash at its end, and its name. */
  readonly folder: string;
  readonly name: string;
  /** What differs besides the size: `-rw-r--r-- → -rwxr-xr-x`. */
  readonly details: string;
  readonly size: string;
}

const signs: Readonly<Record<FileDifferenceKind, SignKind>> = {
  added: "added",
  removed: "removed",
  changed: "changed",
  addedOrChanged: "changed",
  removedOrChanged: "changed",
};

/** What a kind of difference is called. */
export const differenceWords: Readonly<Record<FileDifferenceKind, string>> = {
  added: "added",
  removed: "removed",
  changed: "changed",
  addedOrChanged: "added or changed",
  removedOrChanged: "removed or changed",
};

/** The rows of a list of files, whose ids are their positions. @param start the position of the first one */
export function fileItems(
  differences: readonly FileDifference[],
  start: number,
): readonly FileItem[] {
  return differences.map((difference, at) => {
    const { kind, path } = difference;
    const word = differenceWords[kind];
    const isSure = kind === "added" || kind === "removed" || kind === "changed";
    const details = [...(isSure ? [] : [word]), detailsOf(difference)].filter(Boolean).join(", ");
    const size = sizeText(difference);
    const name = path.lastIndexOf("/") + 1;
    const isFolder = (difference.after ?? difference.before)?.kind === "folder";
    return {
      id: `${start + at}`,
      sign: signs[kind],
      word,
      folder: path.slice(0, name),
      name: `${path.slice(name)}${isFolder || difference.isContent === true ? "/" : ""}`,
      details,
      size,
      text: [path === "" ? "/" : path, ...(isSure ? [word] : []), details, size]
        .filter(Boolean)
        .join(", "),
    };
  });
}

function detailsOf({ before, after, aspects = [], isContent }: FileDifference): string {
  if (isContent === true) {
    return "what the shared layers have in it";
  }
  if (before === undefined && after === undefined) {
    return "in the shared layers";
  }
  if (before === undefined || after === undefined) {
    return describe((before ?? after) as ComparedFile);
  }
  return aspects
    .flatMap((aspect) => {
      switch (aspect) {
        case "type":
          return [`${describe(before) || "file"} → ${describe(after) || "file"}`];
        case "size":
          return [];
        case "content":
          return ["other content"];
        case "target":
          return [`${describe(before)} → ${after.target ?? ""}`];
        case "mode":
          return [[before, after].map(modeOf).join(" → ")];
        case "owner":
          return [`owner ${[before, after].map(ownerOf).join(" → ")}`];
      }
    })
    .join(", ");
}

/** What a file is, if it is no plain one: `symbolic link to b`. */
function describe({ kind, target }: ComparedFile): string {
  if (kind === "file") {
    return "";
  }
  return target === undefined ? kindNames[kind] : `${kindNames[kind]} to ${target}`;
}

function modeOf({ kind, mode = 0 }: ComparedFile): string {
  return formatMode(kind, mode);
}

function ownerOf({ uid = 0, gid = 0 }: ComparedFile): string {
  return `${uid}:${gid}`;
}

function sizeText({ before, after, aspects = [] }: FileDifference): string {
  const [old, now] = [before, after].map((file) =>
    file !== undefined && hasSize(file) ? formatBytes(file.size) : "",
  );
  const isOther = aspects.includes("size") || aspects.includes("type");
  return isOther ? [old, now].filter(Boolean).join(" → ") : now || old || "";
}

function hasSize({ kind }: ComparedFile): boolean {
  return kind === "file" || kind === "hardlink";
}
