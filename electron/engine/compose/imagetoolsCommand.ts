import type { Draft } from "../../../shared/draft.ts";

/**
 * Formats a draft as a `docker buildx imagetools create` command line for a POSIX shell. Sources stay in order.
 *
 * @returns an empty text if buildx cannot do it, since it does not read archives, cannot exclude or edit digests, and sets
 * no other field of an index than its annotations, or if a text would be parsed as an option
 */
export function imagetoolsCommand(draft: Draft): string {
  const targets = draft.targets.map(({ text }) => text.trim());
  const sources = draft.sources.map(({ text }) => spellSource(text.trim()));
  const replacing = draft.sources.filter(({ replaces }) => replaces !== undefined);
  const choices = [draft.excluded, draft.edits, draft.order, replacing];
  const fields = [draft.base, draft.indexFormat, draft.artifactType, draft.subject];
  const hasChoices =
    choices.some(({ length }) => length > 0) || fields.some((field) => field !== undefined);
  if (hasChoices || ![...targets, ...sources].every(isReachable)) {
    return "";
  }
  const words = ["docker", "buildx", "imagetools", "create"];
  for (const target of targets) {
    words.push("-t", quoteWord(target));
  }
  for (const { scope, key, value } of draft.annotations) {
    const name = key.trim();
    if (name === "") {
      continue;
    }
    words.push("--annotation", quoteWord(`${scopePrefix(scope)}:${name}=${value}`));
  }
  if (draft.platforms.length > 0) {
    words.push("--platform", quoteWord(draft.platforms.join(",")));
  }
  if (!draft.preferIndex) {
    words.push("--prefer-index=false");
  }
  if (draft.targets.length === 0) {
    words.push("--dry-run");
  }
  words.push(...sources.map((source) => quoteWord(source ?? "")));
  return words.join(" ");
}

/**
 * A source as buildx reads it. buildx looks up a descriptor with a media type under the tag `latest`, so the media type
 * is removed.
 * @returns undefined for a descriptor with fields that buildx reads only together with a media type
 */
function spellSource(text: string): string | undefined {
  if (!text.startsWith("{")) {
    return text;
  }
  try {
    const { mediaType, ...rest } = JSON.parse(text) as Record<string, unknown>;
    if (mediaType === undefined || mediaType === "") {
      return text;
    }
    const { urls, data, artifactType } = rest;
    return urls || data || artifactType ? undefined : JSON.stringify(rest);
  } catch {
    return text;
  }
}

/** Whether buildx reads a location as an argument. */
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

/** Quotes a word for a POSIX shell if necessary. */
export function quoteWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
