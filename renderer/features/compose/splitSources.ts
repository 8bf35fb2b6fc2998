/** What begins a place on this computer; archives go without the slashes as well, as skopeo writes them. */
const diskScheme = String.raw`(?:oci-layout:\/\/|(?:oci|docker)-archive:)`;
const nextOnDisk = new RegExp(String.raw`[\s,]+(?=${diskScheme})`);
const firstOnDisk = new RegExp(String.raw`(?:^|[\s,])${diskScheme}`);

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
      values.every((value) => typeof value === "object" && value !== null);
    // Only the brackets around them go: each descriptor keeps its own text.
    return isList ? splitSources(json.slice(1, -1)) : [json];
  } catch {
    return [json];
  }
}

/** A path may hold spaces and commas, so only what surely starts another source ends it. */
function splitPaths(line: string): readonly string[] {
  return line
    .split(nextOnDisk)
    .map((part) => part.replace(/[\s,]+$/, ""))
    .filter((part) => part !== "");
}

function splitLine(line: string): readonly string[] {
  const onDisk = line.search(firstOnDisk);
  const plain = onDisk < 0 ? line : line.slice(0, onDisk);
  const words = plain.split(/[\s,]+/).filter((word) => word !== "");
  return onDisk < 0 ? words : [...words, ...splitPaths(line.slice(onDisk).trimStart())];
}

/**
 * Splits what was typed or pasted into sources: at new lines, spaces and commas;
 * JSON descriptors are kept whole, an array of them is taken apart,
 * and the path of an OCI layout or archive keeps its spaces up to the end of the line.
 */
export function splitSources(text: string): readonly string[] {
  const found: string[] = [];
  let rest = text;
  while (rest.trim() !== "") {
    const json = /(^|[\s,])[[{]/.exec(rest);
    if (json === null) {
      for (const word of rest.split(/\r?\n/).flatMap(splitLine)) found.push(word);
      break;
    }
    const start = json.index + (json[1]?.length ?? 0);
    for (const word of rest.slice(0, start).split(/\r?\n/).flatMap(splitLine)) found.push(word);
    const end = endOfJson(rest, start);
    if (end < 0) {
      found.push(rest.slice(start).trim());
      break;
    }
    for (const descriptor of descriptorsOf(rest.slice(start, end))) found.push(descriptor);
    rest = rest.slice(end);
  }
  return found;
}
