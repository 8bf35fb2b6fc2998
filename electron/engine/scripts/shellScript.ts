import { quoteWord } from "../compose/imagetoolsCommand.ts";

/** A command whose words stand in groups, a group a line. */
export function formatCommand(...groups: readonly (readonly string[])[]): string {
  return groups
    .filter((group) => group.length > 0)
    .map((group) => group.map(quoteWord).join(" "))
    .join(" \\\n  ");
}

/** Text to the letter, without a newline at its end, as the input of a command. */
export function pipeInto(text: string, into: string): string {
  return `printf '%s' ${quoteWord(text)} |\n  ${into}`;
}

/** Text to the letter as a file. */
export function writeFile(text: string, file: string): string {
  return `printf '%s' ${quoteWord(text)} >${file}`;
}

/**
 * A script for a POSIX shell that ends at the first command that fails.
 * @param head comments; what would end a comment is taken out of them
 */
export function scriptOf(head: readonly string[], steps: readonly string[]): string {
  // Anything else than a printable character may end the line, for a shell or for who reads it.
  const comments = head.map((line) => `# ${line.replaceAll(/[^\x20-\x7e\u00a1-\u1fff]/g, "?")}`);
  return `${["#!/bin/sh", ...comments, "set -eu", ...steps.flatMap((step) => ["", step])].join("\n")}\n`;
}

/**
 * Stop before anything is pushed where a tag names something else.
 * @param ask the command that prints the digest that the tag names, or fails
 * @param allowed as the command prints it; undefined where nothing is
 */
export function stopIfTagMoved(name: string, ask: string, allowed: string | undefined): string {
  const allows = allowed === undefined ? "''" : `'' | ${quoteWord(allowed)}`;
  return `held=$(${ask} 2>/dev/null || :)
case "$held" in
  ${allows}) ;;
  *) echo ${quoteWord(name)} names "$held" already >&2; exit 1 ;;
esac`;
}
