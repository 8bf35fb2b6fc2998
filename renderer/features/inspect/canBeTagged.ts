import type { Inspection } from "../../../shared/inspection.ts";
import { isSchema1Type } from "../../../shared/oci/mediaTypes.ts";

/** Whether a tag can name what is inspected: a manifest that can be read, and no blob. */
export function canBeTagged({ content, mediaType }: Inspection): boolean {
  switch (content.kind) {
    case "index":
    case "image":
    case "artifact":
      return true;
    case "blob":
      return false;
    case "opaque":
      return isSchema1Type(mediaType);
  }
}
