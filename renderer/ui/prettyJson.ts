const parts = /"(?:[^"\\]|\\[^])*"?|[[\]{},:]|[^\s"[\]{},:]+/g;

/**
 * JSON with a line for each member, for reading: only space between its parts is changed, so that numbers,
 * escapes and members named twice stay as they are. What is no JSON comes back with more lines, no worse.
 * Takes time in proportion to the text.
 */
export function prettyJson(text: string): string {
  const pretty: string[] = [];
  let depth = 0;
  /** Whether the last part opened a bracket, so that nothing stands in it yet. */
  let opened = false;
  for (const [part] of text.matchAll(parts)) {
    if (part === "}" || part === "]") {
      depth = Math.max(depth - 1, 0);
      // Nothing stands between the brackets: they stay together.
      if (opened) {
        pretty.pop();
      } else {
        pretty.push(newLine(depth));
      }
      pretty.push(part);
      opened = false;
      continue;
    }
    opened = part === "{" || part === "[";
    if (opened) {
      depth += 1;
      pretty.push(part, newLine(depth));
    } else if (part === ",") {
      pretty.push(part, newLine(depth));
    } else {
      pretty.push(part === ":" ? ": " : part);
    }
  }
  return pretty.join("");
}

/** Deeper levels stay on one line: hostile JSON would be mostly indentation. */
const deepest = 40;

function newLine(depth: number): string {
  return depth > deepest ? "" : `\n${"  ".repeat(depth)}`;
}
