import { formatLocation, type Location } from "../oci/location.ts";
import { familiarReference } from "../oci/reference.ts";

/** Formats a location as a source is typed: Docker Hub's in the short form. */
export function sourceText(location: Location): string {
  return location.kind === "registry"
    ? familiarReference(location.reference)
    : formatLocation(location);
}

/** Formats a location with its tag and a digest as a source. */
export function pinnedText(location: Location, digest: string): string {
  return sourceText(
    location.kind === "registry"
      ? { kind: "registry", reference: { ...location.reference, digest } }
      : { ...location, digest },
  );
}
