import { quoteWord } from "../compose/imagetoolsCommand.ts";

/** Formats a command, with one group of words per line. */
export function formatCommand(...groups: readonly (readonly string[])[]): string {
  return groups
    .filter((group) => group.length > 0)
    .map((group) => group.map(quoteWord).join(" "))
    .join(" \\\n  ");
}

/** Returns a pipeline that feeds the exact text, without a newline at its end, to a command. */
export function pipeInto(text: string, command: string): string {
  return `printf '%s' ${quoteWord(text)} |\n  ${command}`;
}

/** Returns a command that writes the exact text to a file. @param file already quoted */
export function writeFile(text: string, file: string): string {
  return `printf '%s' ${quoteWord(text)} >${file}`;
}

/**
 * Formats a script for a POSIX shell that stops at the first command that fails.
 *
 * @param comments written at the head
 */
export function formatScript(comments: readonly string[], steps: readonly string[]): string {
  // Line breaks and other control characters would end a comment.
  const head = comments.map((line) => `# ${line.replaceAll(/[^\x20-\x7e\u00a1-\u1fff]/g, "?")}`);
  return `${["#!/bin/sh", ...head, "set -eu", ...steps.flatMap((step) => ["", step])].join("\n")}\n`;
}
