import { countOf } from "../../../../shared/countOf.ts";
import type { Content } from "../../oci/content.ts";
import { unknownIndexFields } from "../../oci/unknownFields.ts";
import type { SourceLoss } from "./loss.ts";

/** Fields named in a message. */
const maxFields = 3;

/** Fields of a source index that no other index than its copy has, such as `features` of Docker's platforms. */
export function unknownFieldLosses(content: Content): readonly SourceLoss[] {
  const fields = unknownIndexFields(content.bytes, `index ${content.digest}`);
  if (fields.length === 0) {
    return [];
  }
  const more = fields.length - maxFields;
  const names = fields.slice(0, maxFields).join(", ") + (more > 0 ? ` and ${more} more` : "");
  const message = `${countOf(fields.length, "field")} that the OCI image-spec does not define: ${names}`;
  return [{ code: "unknown_fields", message, kept: false }];
}
