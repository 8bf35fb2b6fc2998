/** The deepest folder that is shown; deeper names are one name with slashes. */
const maxDepth = 200;
/** In characters. File systems allow 255. */
const maxNameLength = 1000;
/** In characters. Linux makes no longer link. */
const maxTargetLength = 4096;

/** The place of an entry in a tree. */
export interface EntryPath {
  /** Empty for the root. May contain `..`, which is a name like any other here. */
  readonly names: readonly string[];
  /** Whether the name is absolute or has `..`. */
  readonly isUnsafe: boolean;
}

/** Splits the name of an entry, which may be hostile: absolute, with `..`, of any length and depth. */
export function splitEntryName(name: string): EntryPath {
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  const names =
    parts.length > maxDepth
      ? [...parts.slice(0, maxDepth - 1), parts.slice(maxDepth - 1).join("/")]
      : parts;
  return {
    names: names.map((part) => shorten(part, maxNameLength)),
    isUnsafe: name.startsWith("/") || parts.includes(".."),
  };
}

/** Shortens the target of a link, which may be hostile too. */
export function shortenTarget(target: string): string {
  return shorten(target, maxTargetLength);
}

function shorten(text: string, maxLength: number): string {
  if (text.length > maxLength) {
    return `${copyOf(text.slice(0, maxLength))}…`;
  }
  return copyOf(text);
}

/** V8 keeps the whole text alive for a part of 13 characters or more. */
function copyOf(name: string): string {
  return name.length < 13 ? name : Buffer.from(name).toString();
}
