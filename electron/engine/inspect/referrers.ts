import type { ReferrerRow, Referrers } from "../../../shared/inspection.ts";
import { EngineError, isNotFound, toFailure } from "../errors.ts";
import { cosignTags } from "../oci/cosignTags.ts";
import { parseDigest } from "../oci/digest.ts";
import type { Store } from "../stores/store.ts";
import { readReferrerDetails } from "./referrerDetails.ts";

interface ReferrersOptions {
  readonly store: Store;
  /** Whether manifests are read: not where each counts as a pull. */
  readonly readsManifests: boolean;
}

/**
 * Lists what refers to a digest: the referrers that the store lists, and the tags that name the digest: the list of
 * referrers of registries without that API, signatures, attestations and SBOMs.
 * Sources: distribution-spec 1.1, "Listing Referrers" and "Referrers Tag Schema"; cosign `pkg/oci/remote/remote.go`.
 *
 * @returns what could be listed, with what the manifests of those without a name say, and the first error
 */
export async function listReferrers(
  { store, readsManifests }: ReferrersOptions,
  digest: string,
  signal: AbortSignal,
): Promise<Referrers> {
  const { algorithm, hex } = parseDigest(digest);
  const tags = [`${algorithm}-${hex}`, ...cosignTags(digest)];
  const outcomes = await Promise.allSettled([
    store
      .referrers(digest, signal)
      .then((descriptors) => descriptors.map((descriptor): ReferrerRow => ({ descriptor }))),
    ...tags.map((tag) => findTag(store, tag, signal)),
  ]);
  signal.throwIfAborted();
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed !== undefined && !(failed.reason instanceof EngineError)) {
    throw failed.reason;
  }
  const found = outcomes.flatMap((outcome) =>
    outcome.status === "fulfilled" ? outcome.value : [],
  );
  const rows = readsManifests ? await readReferrerDetails(store, found, signal) : found;
  return { rows, ...(failed === undefined ? {} : { failure: toFailure(failed.reason) }) };
}

/** The manifest behind a tag; none if the tag does not exist. Its size is not known. */
async function findTag(
  store: Store,
  tag: string,
  signal: AbortSignal,
): Promise<readonly ReferrerRow[]> {
  try {
    const { mediaType, digest } = await store.resolve({ tag }, signal);
    return [{ descriptor: { mediaType, digest, size: 0 }, tag }];
  } catch (error) {
    if (isNotFound(error)) {
      return [];
    }
    throw error;
  }
}
