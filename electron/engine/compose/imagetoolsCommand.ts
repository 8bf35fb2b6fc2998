import type { Draft } from "../../../shared/draft.ts";

/**
 * The draft as a `docker buildx imagetools create` command line for a POSIX shell.
 *
 * The order of sources is the draft's; a shell passes each to the letter, so the result is the same.
 *
 * @returns the command; empty where buildx cannot do it, since it reaches no archives and excludes nothing by digest,
 * or where a text would be taken for an option
 */
export function imagetoolsCommand(draft: Draft): string {
  const targets = draft.targets.map(({ text }) => text.trim());
  const sources = draft.sources.map(({ text }) => spellSource(text.trim()));
  if (draft.excluded.length > 0 || ![...targets, ...sources].every(isReachable)) return "";
  const words = ["docker", "buildx", "imagetools", "create"];
  for (const target of targets) words.push("-t", quoteWord(target));
  for (const { scope, key, value } of draft.annotations) {
    const name = key.trim();
    if (name === "") continue;
    words.push("--annotation", quoteWord(`${scopePrefix(scope)}:${name}=${value}`));
  }
  if (draft.platforms.length > 0) words.push("--platform", quoteWord(draft.platforms.join(",")));
  if (!draft.preferIndex) words.push("--prefer-index=false");
  if (draft.targets.length === 0) words.push("--dry-run");
  words.push(...sources.map((source) => quoteWord(source ?? "")));
  return words.join(" ");
}

/**
 * A source as buildx takes it: one with a media type it looks for under the tag `latest`, so that goes from a descriptor.
 * @returns undefined for a descriptor that says what buildx takes only along with a media type
 */
function spellSource(text: string): string | undefined {
  if (!text.startsWith("{")) return text;
  try {
    const { mediaType, ...rest } = JSON.parse(text) as Record<string, unknown>;
    if (mediaType === undefined || mediaType === "") return text;
    const { urls, data, artifactType } = rest;
    return urls || data || artifactType ? undefined : JSON.stringify(rest);
  } catch {
    return text;
  }
}

/** A location that buildx can be given as a word of its own. */
function isReachable(text: string | undefined): boolean {
  return text !== undefined && !/^(?:-|oci-archive:|docker-archive:)/.test(text);
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
