import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { EngineError } from "../errors.ts";
import type { Store } from "../stores/store.ts";

/** Whether a target has a manifest. */
export type ManifestPresence =
  | { readonly kind: "exists" }
  | { readonly kind: "absent" }
  /** The registry answered 403; the manifest may exist. */
  | { readonly kind: "forbidden"; readonly refusal: EngineError };

/**
 * Asks a target whether it has a manifest.
 *
 * Some registries answer 403 for a manifest that does not exist (go-containerregistry#1691). If a source has the
 * manifest, the caller pushes it again, which changes nothing if it exists. If no source has it, the caller reports the
 * 403 instead of a deleted manifest.
 *
 * @throws EngineError for any failure but 403
 */
export async function checkManifest(
  target: Store,
  manifest: Descriptor,
  signal: AbortSignal,
): Promise<ManifestPresence> {
  try {
    const exists = await target.hasManifest(manifest, signal);
    return { kind: exists ? "exists" : "absent" };
  } catch (error) {
    if (!(error instanceof EngineError) || error.status !== 403) {
      throw error;
    }
    return { kind: "forbidden", refusal: error };
  }
}
