/** Options without a value. */
const switches = new Set(["--append", "--dry-run"]);

/** Splits a command line into words with their quotes, as a POSIX shell does. */
function splitWords(command: string): readonly string[] {
  return command.match(/(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/gs) ?? [];
}

/** Breaks a command line into lines that end in a backslash, one option or source per line. The command is the same. */
export function breakCommand(command: string): string {
  const words = splitWords(command);
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
