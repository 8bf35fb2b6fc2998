import type { NearestTag } from "../../../../shared/suggestions.ts";
import { EngineError } from "../../errors.ts";
import { isImplied, parseLocation } from "../../oci/location.ts";
import type { Store } from "../../stores/store.ts";
import type { SuggestionSources } from "./completeReference.ts";
import { nearestTags } from "./nearestTags.ts";

/**
 * Suggests tags in place of one that does not exist, each with its digest. Errors are not reported: there are no
 * suggestions for a repository that cannot be read or does not list its tags.
 * @param text a reference as typed, whose tag was not found
 * @throws the signal's reason when it aborts
 */
export async function suggestTags(
  text: string,
  { stores, tagLists }: Pick<SuggestionSources, "stores" | "tagLists">,
  signal: AbortSignal,
): Promise<readonly NearestTag[]> {
  try {
    const location = parseLocation(text);
    const { tag = "latest", digest } = location.kind === "registry" ? location.reference : location;
    if (digest !== undefined) {
      return [];
    }
    const isTyped = !isImplied(location) && text.endsWith(`:${tag}`);
    const stem = isTyped ? text.slice(0, -tag.length) : `${text}:`;
    const store = stores.open(location);
    const { tags } = await tagLists.get(store, signal);
    const nearest = nearestTags(tag, tags);
    return await Promise.all(
      nearest.map(async (near) => ({
        tag: near,
        text: stem + near,
        ...(await readDigest(store, near, signal)),
      })),
    );
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineError) {
      return [];
    }
    throw error;
  }
}

async function readDigest(
  store: Store,
  tag: string,
  signal: AbortSignal,
): Promise<{ readonly digest?: string }> {
  try {
    const { digest } = await store.resolve({ tag }, signal);
    return { digest };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineError) {
      return {};
    }
    throw error;
  }
}
