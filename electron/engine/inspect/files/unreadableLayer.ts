import { countOf } from "../../../../shared/countOf.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { unlistableLayer } from "../../../../shared/oci/unlistableLayer.ts";
import { EngineError, isNotFound } from "../../errors.ts";
import { isForeign } from "../../oci/successors.ts";

/** @throws EngineError `manifest_unsupported` if a layer is no archive of files, by its media type */
export function refuseUnlistable({ mediaType }: Descriptor): void {
  const unlistable = unlistableLayer(mediaType);
  if (unlistable !== undefined) {
    throw new EngineError("manifest_unsupported", `The layer is ${unlistable.is}.`, {
      hint: unlistable.why,
    });
  }
}

/** Returns the error for a layer that cannot be read: for a foreign one that the store does not have, where it is. */
export function explainUnread(descriptor: Descriptor, cause: unknown): unknown {
  if (!isForeign(descriptor) || !isNotFound(cause)) {
    return cause;
  }
  const [first = "", ...others] = descriptor.urls ?? [];
  const more = others.length > 0 ? ` and ${countOf(others.length, "other URL")}` : "";
  return new EngineError(
    "not_found",
    `The layer is a foreign layer: clients get it from ${first}${more}, not from this registry.`,
    { hint: "Its files cannot be listed here. Nothing is missing from the repository.", cause },
  );
}
