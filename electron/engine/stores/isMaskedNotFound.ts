import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { EngineError } from "../errors.ts";
import { digestOf } from "../oci/digest.ts";
import type { Store } from "./store.ts";

/** No manifest is empty. */
const nowhere = { mediaType: mediaTypes.ociManifest, digest: digestOf(new Uint8Array()), size: 0 };

/**
 * Whether a manifest that was refused may as well not exist: some registries answer 403 to what they do not have
 * (go-containerregistry#1691), which a request for a digest that no registry has shows. Elsewhere a refusal stands.
 */
export async function isMaskedNotFound(
  error: unknown,
  store: Pick<Store, "hasManifest">,
  signal: AbortSignal,
): Promise<boolean> {
  if (!isForbidden(error)) return false;
  try {
    await store.hasManifest(nowhere, signal);
    return false;
  } catch (answer) {
    signal.throwIfAborted();
    return isForbidden(answer);
  }
}

function isForbidden(error: unknown): boolean {
  return error instanceof EngineError && error.status === 403;
}
