import type { Draft } from "../../../shared/draft.ts";

/**
 * The draft as a `docker buildx imagetools create` command line for a POSIX shell.
 *
 * The order of sources is the draft's; a shell passes each to the letter, so the result is the same.
 */
export function createCommand(draft: Draft): string {
  const words = ["docker", "buildx", "imagetools", "create"];
  for (const target of draft.targets) words.push("-t", quoteWord(target.text.trim()));
  for (const { scope, key, value } of draft.annotations) {
    const name = key.trim();
    if (name === "") continue;
    words.push("--annotation", quoteWord(`${scopePrefix(scope)}:${name}=${value}`));
  }
  if (draft.platforms.length > 0) words.push("--platform", quoteWord(draft.platforms.join(",")));
  if (!draft.preferIndex) words.push("--prefer-index=false");
  if (draft.targets.length === 0) words.push("--dry-run");
  for (const { text } of draft.sources) words.push(quoteWord(text.trim()));
  return words.join(" ");
}

/** A source under other tags, in the same words. */
export function retagCommand(source: string, targets: readonly string[]): string {
  const tags = targets.flatMap((target) => ["-t", quoteWord(target)]);
  return [
    "docker",
    "buildx",
    "imagetools",
    "create",
    "--prefer-index=false",
    ...tags,
    quoteWord(source),
  ].join(" ");
}

function scopePrefix(scope: Draft["annotations"][number]["scope"]): string {
  switch (scope.kind) {
    case "index":
      return "index";
    case "entries":
      return "manifest-descriptor";
    case "platform":
      return `manifest-descriptor[${scope.platform}]`;
  }
}

/** Quote a word for a POSIX shell where it needs quotes. */
export function quoteWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
