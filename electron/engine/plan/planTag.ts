import type { TagMove } from "../../../shared/plan.ts";
import type { RecentCheck } from "../compose/targetChecks.ts";
import { EngineError, isNotFound } from "../errors.ts";
import type { Location } from "../oci/location.ts";
import { tagName } from "../oci/tagName.ts";
import type { Store } from "../stores/store.ts";
import type { DigestTag } from "./referrersToCopy.ts";

/** A target of a push. */
export interface Target {
  readonly location: Location;
  /** Refuse the push if the tag points to other content. */
  readonly noClobber: boolean;
  /** What a check of the tag found a moment ago; omitted: the tag is read. */
  readonly recent?: RecentCheck;
}

/** The tags of targets in one repository, each once. A target with only a digest has none: it is pushed without a tag. */
export function tagsOf(targets: readonly Target[]): readonly (readonly [string, Target])[] {
  const named = new Map<string, Target>();
  for (const target of targets) {
    const { location, noClobber } = target;
    const { tag } = location.kind === "registry" ? location.reference : location;
    if (tag === undefined) {
      continue;
    }
    named.set(tag, { ...target, noClobber: noClobber || (named.get(tag)?.noClobber ?? false) });
  }
  return [...named];
}

/**
 * Plans to move a tag to a digest.
 * @param after the digest
 * @throws EngineError `tag_exists`, and what the store throws
 */
export async function planTag(
  { tag, after, target }: { readonly tag: string; readonly after: string; readonly target: Target },
  store: Store,
  signal: AbortSignal,
): Promise<TagMove> {
  const { noClobber, recent } = target;
  const before = recent ? recent.digest : await currentDigest(store, tag, signal);
  const move = { name: tagName(store.repository, tag), tag, before, after, noClobber };
  checkClobber(move);
  return move;
}

/** Plans to copy a digest tag; a digest tag that the target has is kept, since its signatures may be others. */
export async function planDigestTag(
  { tag, content }: DigestTag,
  store: Store,
  signal: AbortSignal,
): Promise<readonly TagMove[]> {
  const before = await currentDigest(store, tag, signal);
  if (before !== null) {
    return [];
  }
  const name = tagName(store.repository, tag);
  return [{ name, tag, before, after: content.digest, noClobber: true }];
}

/** Whether a move gives an existing tag other content. */
export function isOverwrite({ before, after }: TagMove): boolean {
  return before !== null && before !== after;
}

/** @throws EngineError `tag_exists` if the tag points to other content and must not be overwritten */
export function checkClobber(move: TagMove): void {
  const { name, before, noClobber } = move;
  if (!noClobber || !isOverwrite(move)) {
    return;
  }
  throw new EngineError("tag_exists", `${name} exists and points to ${before}.`, {
    hint: "This target is set to never overwrite. Choose another tag, or allow overwriting.",
  });
}

/** Reads the digest of a tag, or null if it does not exist. */
export async function currentDigest(
  store: Store,
  tag: string,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    return (await store.resolve({ tag }, signal)).digest;
  } catch (error) {
    if (isNotFound(error)) {
      return null;
    }
    throw error;
  }
}
