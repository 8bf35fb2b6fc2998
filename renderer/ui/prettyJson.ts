const tokens = /"(?:[^"\\]|\\[^])*"?|[[\]{},:]|[^\s"[\]{},:]+/g;

/**
 * Indents JSON. Only the whitespace between tokens changes: numbers, escapes and duplicate keys stay as they are. Other
 * text is accepted as well and gets line breaks at brackets and commas. Runs in linear time.
 */
export function prettyJson(text: string): string {
  const pretty: string[] = [];
  let depth = 0;
  /** Whether the last token isOpened a bracket. */
  let isOpened = false;
  for (const [token] of text.matchAll(tokens)) {
    if (token === "}" || token === "]") {
      depth = Math.max(depth - 1, 0);
      // Keep empty brackets on one line.
      if (isOpened) {
        pretty.pop();
      } else {
        pretty.push(newLine(depth));
      }
      pretty.push(token);
      isOpened = false;
      continue;
    }
    isOpened = token === "{" || token === "[";
    if (isOpened) {
      depth += 1;
      pretty.push(token, newLine(depth));
    } else if (token === ",") {
      pretty.push(token, newLine(depth));
    } else {
      pretty.push(token === ":" ? ": " : token);
    }
  }
  return pretty.join("");
}

/** Deeper levels are not indented, or deeply nested JSON would grow without bound. */
const maxDepth = 40;

function newLine(depth: number): string {
  return depth > maxDepth ? "" : `\n${"  ".repeat(depth)}`;
}
