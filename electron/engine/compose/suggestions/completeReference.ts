import type { Completion } from "../../../../shared/suggestions.ts";
import { EngineError } from "../../errors.ts";
import { type Location, parseRepository } from "../../oci/location.ts";
import type { Stores } from "../../stores/openStores.ts";
import { isDockerHub } from "../../stores/registry/auth/credentialKeys.ts";
import type { Catalogs } from "./catalogs.ts";
import type { RecentRepositories } from "./recentRepositories.ts";
import type { TagList, TagLists } from "./tagLists.ts";

/** Colons of a path that are tried as the one before a tag. */
const maxColons = 8;

const diskPrefix = /^(?:oci-layout:\/\/|(?:oci|docker)-archive:(?:\/\/)?)(?:[A-Za-z]:(?=[/\\]))?/;

/** What completions are made from. */
export interface SuggestionSources {
  readonly stores: Stores;
  readonly tagLists: TagLists;
  readonly catalogs: Catalogs;
  readonly recent: RecentRepositories;
}

/** What a completion reports before its result. */
export interface CompletionProgress {
  /** Called with the number of tags so far. */
  readonly onTags?: (count: number) => void;
  /** Called with the recent repositories of a registry, while it lists its own. */
  readonly onRecent?: (completion: Completion) => void;
}

/**
 * Completes a reference while it is typed: with repositories before the colon of a tag, with the repository's tags
 * after it. The repositories are recent ones and, after `HOST/`, those that the registry lists. Errors are not reported:
 * a repository that cannot be read or does not list its tags has no options.
 *
 * The tags of a name without a slash are listed only for a recent repository. `build.example:` may be the start of
 * `build.example:5000/app`, and Docker Hub must not learn of it.
 * @param text a reference as typed; the options do not depend on what follows the completion's stem
 * @throws the signal's reason when it aborts
 */
export async function completeReference(
  text: string,
  sources: SuggestionSources,
  signal: AbortSignal,
  { onTags, onRecent }: CompletionProgress = {},
): Promise<Completion> {
  const { recent } = sources;
  if (text.includes("@")) {
    return { kind: "tags", stem: text, options: [] };
  }
  for (const colon of findTagColons(text)) {
    const stem = text.slice(0, colon + 1);
    const repository = parseStem(stem);
    if (repository !== undefined && (stem.includes("/") || (await recent.has(repository)))) {
      const list = await listTags(repository, sources, signal, onTags);
      if (list !== undefined) {
        const isTruncated = !list.isComplete;
        return { kind: "tags", stem, options: list.tags, ...(isTruncated ? { isTruncated } : {}) };
      }
    }
  }
  const [colon] = findTagColons(text);
  if (colon !== undefined) {
    return { kind: "tags", stem: text.slice(0, colon + 1), options: [] };
  }
  return (
    (await listRepositories(text, sources, signal, onRecent)) ?? {
      kind: "repositories",
      stem: "",
      options: await recent.list(),
    }
  );
}

/** Completes the path after `HOST/`; undefined if the registry does not list its repositories. */
async function listRepositories(
  text: string,
  { catalogs, recent }: SuggestionSources,
  signal: AbortSignal,
  onRecent: CompletionProgress["onRecent"],
): Promise<Completion | undefined> {
  const stem = text.slice(0, text.indexOf("/") + 1);
  const registry = parseStem(`${stem}a:`);
  if (registry?.kind !== "registry") {
    return undefined;
  }
  const { domain } = registry.reference;
  // Docker Hub lists none, and a name without a host is not addressed to it while it is typed.
  if (isDockerHub(domain)) {
    return undefined;
  }
  const used = (await recent.list())
    .filter((name) => name.startsWith(stem))
    .map((name) => name.slice(stem.length));
  if (used.length > 0) {
    onRecent?.({ kind: "repositories", stem, options: used });
  }
  const list = await catalogs.get(domain, signal);
  if (list === undefined) {
    return undefined;
  }
  return {
    kind: "repositories",
    stem,
    options: [...new Set([...used, ...list.repositories])],
    ...(list.isComplete ? {} : { isTruncated: true }),
  };
}

/** Finds the colons that may separate a tag from its repository: in a registry one, in a path several. */
function findTagColons(text: string): readonly number[] {
  const [prefix] = diskPrefix.exec(text) ?? [];
  if (prefix === undefined) {
    const colon = text.indexOf(":", text.lastIndexOf("/") + 1);
    return colon < 0 ? [] : [colon];
  }
  const path = text.slice(prefix.length);
  return [...path.matchAll(/:/g)].slice(0, maxColons).map(({ index }) => prefix.length + index);
}

function parseStem(stem: string): Location | undefined {
  try {
    return parseRepository(stem.slice(0, -1));
  } catch (error) {
    if (error instanceof EngineError) {
      return undefined;
    }
    throw error;
  }
}

/** Returns undefined if the repository cannot be read. */
async function listTags(
  repository: Location,
  { stores, tagLists, recent }: SuggestionSources,
  signal: AbortSignal,
  onTags: ((count: number) => void) | undefined,
): Promise<TagList | undefined> {
  try {
    const list = await tagLists.get(
      stores.open(repository),
      signal,
      onTags ? { onProgress: onTags } : {},
    );
    recent.add(repository);
    return list;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineError) {
      return undefined;
    }
    throw error;
  }
}
