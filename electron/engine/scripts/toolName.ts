import type { ScriptTool } from "../../../shared/script.ts";
import { formatLocation, type Location } from "../oci/location.ts";
import { formatReference } from "../oci/reference.ts";

/** A location as a tool has it on its command line; undefined where the tool cannot reach it. */
export function toolName(tool: ScriptTool, location: Location): string | undefined {
  switch (location.kind) {
    case "registry":
      return formatReference(location.reference);
    case "layout": {
      if (tool === "buildx") return formatLocation(location);
      if (tool === "crane") return undefined;
      const { path, tag, digest } = location;
      return `ocidir://${path}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;
    }
    case "archive":
      return undefined;
  }
}
