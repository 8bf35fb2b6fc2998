/** What begins a place on this computer; archives go without the slashes as well, as skopeo writes them. */
const diskScheme = String.raw`(?:oci-layout:\/\/|(?:oci|docker)-archive:)`;
const onDisk = new RegExp(String.raw`(?:^|[\s,])${diskScheme}`, "g");

/** The index after the JSON value that starts at `start`, or -1 where its brackets never close. */
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

/** The descriptors of a JSON array one by one; anything else stays as it was typed. */
function descriptorsOf(json: string): readonly string[] {
  if (!json.startsWith("[")) {
    return [json];
  }
  try {
    const values: unknown = JSON.parse(json);
    const isList =
      Array.isArray(values) &&
      values.length > 0 &&
      values.every((value) => typeof value === "object" && value !== null && !Array.isArray(value));
    // Only the brackets around them go: each descriptor keeps its own text.
    return isList ? splitSourceList(json.slice(1, -1)) : [json];
  } catch {
    return [json];
  }
}

function isBreak(char: string | undefined): boolean {
  return char === undefined || char === "," || /\s/.test(char);
}

/** Without the spaces and commas at its end. A pattern for these would try each run in the middle, too. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isBreak(text[end - 1])) {
    end -= 1;
  }
  return text.slice(0, end);
}

/** A path may hold spaces and commas, so only what surely starts another source ends it. */
function splitLine(line: string): readonly string[] {
  const starts = [...line.matchAll(onDisk)].map(({ index }) => index);
  const words = line.slice(0, starts[0]).split(/[\s,]+/);
  const paths = starts.map((start, at) =>
    trimEnd(line.slice(isBreak(line[start]) ? start + 1 : start, starts[at + 1])),
  );
  return [...words, ...paths].filter((part) => part !== "");
}

/** The first place from `from` on where JSON may begin, after a space or comma; -1 where there is none. */
function startOfJson(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if ((text[at] === "{" || text[at] === "[") && (at === from || isBreak(text[at - 1]))) {
      return at;
    }
  }
  return -1;
}

/**
 * Splits what was typed or pasted into sources: at new lines, spaces and commas;
 * JSON descriptors are kept whole, an array of them is taken apart,
 * and the path of an OCI layout or archive keeps its spaces up to the end of the line.
 * The time it takes grows with the text's length, not faster: anything may be pasted.
 */
export function splitSourceList(text: string): readonly string[] {
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
    found.push([...descriptorsOf(text.slice(start, end))]);
    at = end;
  }
  return found.flat();
}
