import type { ScriptTool } from "../../../shared/script.ts";
import { withDigest } from "../compose/source.ts";
import { formatLocation, type Location } from "../oci/location.ts";
import { formatReference } from "../oci/reference.ts";

/** Returns a location as an argument of a tool; undefined if the tool does not support the kind of location. */
export function toolReference(tool: ScriptTool, location: Location): string | undefined {
  switch (location.kind) {
    case "registry":
      return formatReference(location.reference);
    case "layout":
      return tool === "crane" ? undefined : layoutReference(tool, location);
    case "archive":
      return undefined;
  }
}

function layoutReference(
  tool: "buildx" | "regctl",
  location: Extract<Location, { kind: "layout" }>,
): string | undefined {
  const { path, tag, digest } = location;
  // The tools read such a tag as a part of the path; the digest is enough.
  if (tag !== undefined && /[:/]/.test(tag)) {
    return digest === undefined ? undefined : toolReference(tool, withDigest(location, digest));
  }
  if (tool === "buildx") {
    return formatLocation(location);
  }
  const suffix = `${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;
  return `ocidir://${path}${suffix}`;
}
