import type { CopyReferrers } from "../../../shared/draft.ts";
import type { PlanDifference } from "../../../shared/plan.ts";
import type { Loss } from "../../../shared/preview.ts";
import { retagLosses } from "../compose/losses/remoteLosses.ts";
import { findMovedTags } from "../compose/movedTags.ts";
import { parseSource, placeSources } from "../compose/source.ts";
import type { EngineContext } from "../context.ts";
import { EngineError, toFailure } from "../errors.ts";
import type { Content } from "../oci/content.ts";
import { detectManifest } from "../oci/detectManifest.ts";
import { formatLocation, type Location, parseLocation } from "../oci/location.ts";
import { type Stores, toTagOrDigest } from "../stores/openStores.ts";
import type { Store } from "../stores/store.ts";

/** A request to set tags to existing content. */
export interface RetagRequest {
  /** The content: a reference, or a bare digest in the repository of the targets. */
  readonly source: string;
  readonly targets: readonly string[];
  readonly copyReferrers: CopyReferrers;
}

/** The content of a retag, and where it is. */
export interface RetagContent {
  readonly store: Store;
  readonly location: Location;
  readonly content: Content;
  readonly isIndex: boolean;
  readonly targets: readonly Location[];
}

/** Fetches the content of a retag. @throws EngineError */
export async function fetchRetagContent(
  request: RetagRequest,
  stores: Stores,
  signal: AbortSignal,
): Promise<RetagContent> {
  const targets = request.targets.map(parseTarget);
  const [place] = placeSources([parseSource(request.source.trim())], targets);
  if (!place || place instanceof EngineError) {
    throw place ?? new EngineError("no_sources", "no sources specified");
  }
  const { location } = place;
  const store = stores.open(location);
  // The bytes are copied unchanged, so anything that has a media type can be retagged.
  const { content, kind } = detectManifest(
    await store.fetchManifest(toTagOrDigest(location), signal),
    `manifest ${formatLocation(location)}`,
  );
  return { store, location, content, isIndex: kind === "index", targets };
}

/**
 * Lists referrers and digest tags that a retag does not copy, or copies because of an option.
 * @throws EngineError if the registry does not list referrers
 */
export async function findRetagLosses(
  request: RetagRequest,
  { stores, referrers }: Pick<EngineContext, "stores" | "referrers">,
  signal: AbortSignal,
): Promise<readonly Loss[]> {
  const content = await fetchRetagContent(request, stores, signal);
  return await retagLosses({ ...content, copyReferrers: request.copyReferrers }, referrers, signal);
}

interface ReadDigest {
  readonly readFrom: string;
  readonly digest: string;
  readonly stores: Stores;
}

/** Compares the tag that a digest was read from with its current digest; a digest never moves. */
export async function findMoved(
  { readFrom, digest, stores }: ReadDigest,
  signal: AbortSignal,
): Promise<readonly PlanDifference[]> {
  const location = parseLocation(readFrom.trim());
  if (!("tag" in toTagOrDigest(location))) {
    return [];
  }
  return await findMovedTags([{ location, store: stores.open(location), digest }], signal);
}

/** @throws EngineError whose message names the target, since there may be several */
function parseTarget(text: string): Location {
  try {
    return parseLocation(text.trim());
  } catch (error) {
    const { code, message, ...more } = toFailure(error);
    throw new EngineError(code, `The target ${text.trim()}: ${message}`, more);
  }
}
