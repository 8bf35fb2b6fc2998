import type { ScriptTool } from "../../../shared/script.ts";
import { withDigest } from "../compose/source.ts";
import { formatLocation, type Location } from "../oci/location.ts";
import { formatReference } from "../oci/reference.ts";

/** A location as a tool has it on its command line; undefined where the tool cannot reach it. */
export function toolReference(tool: ScriptTool, location: Location): string | undefined {
  switch (location.kind) {
    case "registry":
      return formatReference(location.reference);
    case "layout":
      return tool === "crane" ? undefined : layoutName(tool, location);
    case "archive":
      return undefined;
  }
}

/** A tag that is a whole reference would be taken for a part of the path; the digest beside it says as much. */
function layoutName(
  tool: "buildx" | "regctl",
  location: Extract<Location, { kind: "layout" }>,
): string | undefined {
  const { path, tag, digest } = location;
  if (tag !== undefined && /[:/]/.test(tag))
    return digest === undefined ? undefined : toolReference(tool, withDigest(location, digest));
  if (tool === "buildx") return formatLocation(location);
  return `ocidir://${path}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;
}
