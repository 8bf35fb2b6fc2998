import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { EngineError } from "../../errors.ts";
import type { MountResult } from "../store.ts";
import type { Repository } from "./repository.ts";
import { cancelUpload, locationOf, postUpload } from "./uploadSession.ts";

/**
 * Mounts a blob from another repository of the registry, without copying its bytes.
 *
 * Source: distribution-spec 1.1, "Mounting a blob from another repository".
 *
 * @param blob.from the path of the repository that has the blob
 * @returns `refused` for any response but 201; the registry may have opened an upload instead
 */
export async function mountBlob(
  repository: Repository,
  blob: { readonly descriptor: Descriptor; readonly from: string },
  signal: AbortSignal,
): Promise<MountResult> {
  try {
    const response = await postUpload(repository, blob, signal);
    if (response.status === 201) {
      return { kind: "mounted" };
    }
    const location = await locationOf(repository, response);
    const abandon = async (): Promise<void> => void (await cancelUpload(repository, location));
    return { kind: "refused", upload: { location, abandon } };
  } catch (error) {
    // Registries refuse mounts in many ways (go-containerregistry#1404, #1679), and an upload works in all of them.
    if (signal.aborted || !(error instanceof EngineError) || error.code === "cancelled") {
      throw error;
    }
    return { kind: "refused" };
  }
}
