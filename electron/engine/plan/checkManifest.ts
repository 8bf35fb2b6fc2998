import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { EngineError } from "../errors.ts";
import type { Store } from "../stores/store.ts";

/** What a target says of a manifest that it may have. */
export type ManifestPresence =
  | { readonly kind: "there" }
  | { readonly kind: "absent" }
  /** It may be either. */
  | { readonly kind: "forbidden"; readonly refusal: EngineError };

/**
 * Ask a target for a manifest. Some registries answer 403 for what does not exist (go-containerregistry#1691). What can
 * be had elsewhere is put again then: that does no harm, and a push that is not allowed is refused at its first
 * write. What can be had nowhere else is not called deleted: there the refusal stands.
 */
export async function checkManifest(
  target: Store,
  manifest: Descriptor,
  signal: AbortSignal,
): Promise<ManifestPresence> {
  try {
    const there = await target.hasManifest(manifest, signal);
    return { kind: there ? "there" : "absent" };
  } catch (error) {
    if (!(error instanceof EngineError) || error.status !== 403) throw error;
    return { kind: "forbidden", refusal: error };
  }
}
