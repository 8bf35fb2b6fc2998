import type { AffectedManifest, Deletion } from "../../../shared/deletion.ts";
import type { RegistryStore } from "../stores/registry/registryStore.ts";

/** A running deletion. */
interface RunningDeletion {
  readonly deletion: Pick<Deletion, "tags"> & { readonly manifests: readonly AffectedManifest[] };
  readonly store: Pick<RegistryStore, "unlistReferrer">;
  readonly signal: AbortSignal;
}

/**
 * Removes a deleted manifest from the list of its subject's referrers, if the review named one.
 * Source: distribution-spec 1.1, "Deleting Manifests".
 * @throws EngineError if the registry refuses to return or store the list
 */
export async function unlistDeleted(
  digest: string,
  { deletion, store, signal }: RunningDeletion,
): Promise<void> {
  const listing = deletion.manifests.find((each) => each.digest === digest)?.listing;
  // A list that is deleted as well must not be written again.
  if (listing && !deletion.tags.some(({ tag }) => tag === listing.tag)) {
    await store.unlistReferrer({ subject: listing.subject, digest }, signal);
  }
}
