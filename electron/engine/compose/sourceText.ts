import { formatLocation, type Location } from "../oci/location.ts";
import { familiarReference } from "../oci/reference.ts";

/** Formats a location as a source is typed: Docker Hub's in the short form. */
export function sourceText(location: Location): string {
  return location.kind === "registry"
    ? familiarReference(location.reference)
    : formatLocation(location);
}
