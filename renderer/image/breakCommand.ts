const switches = new Set(["--append", "--dry-run"]);

/** The words of a command line with their quotes, as a POSIX shell takes it apart. */
function wordsOf(command: string): readonly string[] {
  return command.match(/(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/gs) ?? [];
}

/**
 * A command line over several lines, one option or source a line, for reading.
 * It stays the same command: the lines end in a backslash.
 */
export function breakCommand(command: string): string {
  const words = wordsOf(command);
  const firstOption = words.findIndex((word, at) => at > 0 && /^-|[:@/]/.test(word));
  if (firstOption < 0) {
    return command;
  }
  const lines = [words.slice(0, firstOption).join(" ")];
  for (let at = firstOption; at < words.length; at += 1) {
    const word = words[at] ?? "";
    const takesNext = word.startsWith("-") && !word.includes("=") && !switches.has(word);
    lines.push(takesNext ? `${word} ${words[at + 1] ?? ""}`.trimEnd() : word);
    at += takesNext ? 1 : 0;
  }
  return lines.join(" \\\n  ");
}
