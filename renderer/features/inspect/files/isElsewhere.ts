import type { LayerFilesState } from "../../../../shared/layerFiles.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { isForeignLayerType } from "../../../../shared/oci/mediaTypes.ts";

/** Whether a layer was not found because it is a foreign one, which clients get from its URLs: nothing is wrong. */
export function isElsewhere({ mediaType, urls = [] }: Descriptor, state: LayerFilesState): boolean {
  return (
    isForeignLayerType(mediaType) &&
    urls.length > 0 &&
    state.kind === "failed" &&
    state.failure.code === "not_found"
  );
}
