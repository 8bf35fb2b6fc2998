import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { EngineError } from "../errors.ts";
import { digestOf } from "../oci/digest.ts";
import type { Store } from "./store.ts";

/** A manifest that no registry has, because no manifest is empty. */
const emptyManifest = {
  mediaType: mediaTypes.ociManifest,
  digest: digestOf(new Uint8Array()),
  size: 0,
};

/**
 * Reports whether the refusal of a manifest may mean that it does not exist: some registries return 403 for missing
 * manifests (go-containerregistry#1691). If so, the registry also returns 403 for a digest that cannot exist.
 */
export async function isMaskedNotFound(
  error: unknown,
  store: Pick<Store, "hasManifest">,
  signal: AbortSignal,
): Promise<boolean> {
  if (!isForbidden(error)) {
    return false;
  }
  try {
    await store.hasManifest(emptyManifest, signal);
    return false;
  } catch (probeError) {
    signal.throwIfAborted();
    return isForbidden(probeError);
  }
}

function isForbidden(error: unknown): boolean {
  return error instanceof EngineError && error.status === 403;
}
