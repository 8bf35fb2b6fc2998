/**
 * JSON with a line for each member, for reading: only space between its parts is changed, so that numbers,
 * escapes and members named twice stay as they are. What is no JSON comes back with more lines, no worse.
 */
export function prettyJson(text: string): string {
  let pretty = "";
  let depth = 0;
  for (const [part] of text.matchAll(/"(?:[^"\\]|\\[^])*"?|[[\]{},:]|[^\s"[\]{},:]+/g)) {
    if (part === "{" || part === "[") {
      depth += 1;
      pretty += part + newLine(depth);
    } else if (part === "}" || part === "]") {
      depth = Math.max(depth - 1, 0);
      // Nothing stands between the brackets: they stay together.
      pretty = /[[{]\n *$/.test(pretty) ? pretty.trimEnd() : pretty + newLine(depth);
      pretty += part;
    } else if (part === ",") {
      pretty += part + newLine(depth);
    } else {
      pretty += part === ":" ? ": " : part;
    }
  }
  return pretty;
}

function newLine(depth: number): string {
  return `\n${"  ".repeat(depth)}`;
}
