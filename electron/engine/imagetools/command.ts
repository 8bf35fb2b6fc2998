import type { Draft } from "../../../shared/draft.ts";

/**
 * The draft as a `docker buildx imagetools create` command line for a POSIX shell.
 *
 * The order of sources is the draft's; a shell passes each to the letter, so the result is the same.
 *
 * @returns the command; empty where buildx cannot do it, since it reaches no archives and excludes nothing by digest,
 * or where a text would be taken for an option
 */
export function createCommand(draft: Draft): string {
  const texts = [...draft.targets, ...draft.sources].map(({ text }) => text.trim());
  if (draft.excluded.length > 0 || texts.some((text) => !isReachable(text))) return "";
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

/** A location that buildx can be given as a word of its own. */
function isReachable(text: string): boolean {
  return !/^(?:-|oci-archive:|docker-archive:)/.test(text);
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
