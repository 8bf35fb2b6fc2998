/** The start of a location on disk; skopeo writes archives without slashes. */
const diskScheme = String.raw`(?:oci-layout:\/\/|(?:oci|docker)-archive:)`;
const diskLocation = new RegExp(String.raw`(?:^|[\s,])["'\x60]?${diskScheme}`, "g");

/** The index after the JSON value that starts at `start`, or -1 if its brackets never close. */
function endOfJson(text: string, start: number): number {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at];
    if (inString) {
      if (char === "\\") {
        at += 1;
      } else if (char === '"') {
        inString = false;
      }
    } else if (char === '"') {
      inString = true;
    } else if (char === "{" || char === "[") {
      depth += 1;
    } else if (char === "}" || char === "]") {
      depth -= 1;
      if (depth === 0) {
        return at + 1;
      }
    }
  }
  return -1;
}

/** The key of an index's list of entries, up to the list. */
const entriesKey = /"manifests"\s*:\s*(?=\[)/;

/** Splits an index into the descriptors of its entries, with their formatting; undefined for other JSON. */
function entriesOf(json: string): readonly string[] | undefined {
  const key = entriesKey.exec(json);
  if (key === null) {
    return undefined;
  }
  const index: unknown = JSON.parse(json);
  const listed = typeof index === "object" && index && "manifests" in index ? index.manifests : [];
  const start = key.index + key[0].length;
  const list = json.slice(start, endOfJson(json, start));
  // The key may also be that of an object inside.
  const isList =
    Array.isArray(listed) && JSON.stringify(listed) === JSON.stringify(JSON.parse(list));
  return isList ? descriptorsOf(list) : undefined;
}

/** Splits a JSON array into its descriptors or references, an index into its entries; other JSON is returned as is. */
function descriptorsOf(json: string): readonly string[] {
  try {
    if (!json.startsWith("[")) {
      return entriesOf(json) ?? [json];
    }
    const values: unknown = JSON.parse(json);
    if (Array.isArray(values) && values.every((value) => typeof value === "string")) {
      return values.map((value) => value.trim()).filter((value) => value !== "");
    }
    const isList =
      Array.isArray(values) &&
      values.length > 0 &&
      values.every((value) => typeof value === "object" && value !== null && !Array.isArray(value));
    // Split the text, not the parsed values: the formatting of each descriptor is kept.
    return isList ? splitText(json.slice(1, -1), (item) => [item]) : [json];
  } catch {
    return [json];
  }
}

function isBreak(char: string | undefined): boolean {
  return char === undefined || char === "," || /\s/.test(char);
}

/** Removes spaces and commas at the end. A regular expression would backtrack at each run of them. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isBreak(text[end - 1])) {
    end -= 1;
  }
  return text.slice(0, end);
}

const openQuotes = new Set("\"'`“‘«(<");
const closeQuotes = new Set("\"'`”’»)>");

/** What terminals and web pages put around words: colors, and characters without a width. */
// oxlint-disable-next-line no-control-regex -- escape sequences of terminals start with one
const invisible = /\u001B\[[\d;]{0,20}[A-Za-z]|[\u200B-\u200D\u2060\uFEFF]/g;

/** Removes quotes around a word: no reference has any. */
function withoutQuotes(word: string): string {
  let start = 0;
  let end = word.length;
  while (start < end && openQuotes.has(word[start] ?? "")) {
    start += 1;
  }
  if (start === 0) {
    return word;
  }
  while (end > start && closeQuotes.has(word[end - 1] ?? "")) {
    end -= 1;
  }
  return word.slice(start, end);
}

/** Removes the backslash that continues a line of a shell, but not the end of a path of Windows. */
function withoutContinuation(word: string): string {
  return word.indexOf("\\") === word.length - 1 ? word.slice(0, -1) : word;
}

/** Splits a line. A path may contain spaces and commas: it ends where the next location on disk starts. */
function splitLine(line: string): readonly string[] {
  const starts = [...line.matchAll(diskLocation)].map(({ index }) => index);
  const words = line
    .slice(0, starts[0])
    .replaceAll(invisible, "")
    .split(/[\s,;]+/)
    .map((word) => withoutQuotes(withoutContinuation(word)));
  const paths = starts.map((start, at) =>
    withoutQuotes(trimEnd(line.slice(isBreak(line[start]) ? start + 1 : start, starts[at + 1]))),
  );
  return [...words, ...paths].filter((part) => part !== "");
}

/** An IPv6 address as the host of a reference. */
const address = /\[[0-9a-fA-F:.]{2,45}\](?::\d{1,5})?\//y;

function isAddress(text: string, at: number): boolean {
  address.lastIndex = at;
  return address.test(text);
}

/** The first index from `from` on where JSON may start, after a space or comma; -1 if there is none. */
function startOfJson(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const isBracket = text[at] === "{" || text[at] === "[";
    if (isBracket && (at === from || isBreak(text[at - 1])) && !isAddress(text, at)) {
      return at;
    }
  }
  return -1;
}

/**
 * Splits a text into sources at line breaks, spaces and commas. A JSON descriptor is one source, a JSON array or an index
 * one source per descriptor. The path of an OCI layout or archive includes spaces up to the end of the line.
 * Takes time linear in the length of the text.
 */
export function splitSourceList(text: string): readonly string[] {
  return splitText(text, descriptorsOf);
}

/** @param splitJson splits a JSON value */
function splitText(
  text: string,
  splitJson: (json: string) => readonly string[],
): readonly string[] {
  const found: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const start = startOfJson(text, at);
    const plain = text.slice(at, start < 0 ? text.length : start);
    found.push(plain.split(/\r?\n/).flatMap((line) => [...splitLine(line)]));
    if (start < 0) {
      break;
    }
    const end = endOfJson(text, start);
    if (end < 0) {
      found.push([text.slice(start).trim()]);
      break;
    }
    found.push([...splitJson(text.slice(start, end))]);
    at = end;
  }
  return found.flat();
}
