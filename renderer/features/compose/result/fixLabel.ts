import { countOf } from "../../../../shared/countOf.ts";
import type { FindingFix } from "../../../../shared/preview.ts";
import { formatNames } from "./manifestEdit.ts";

/** The label of the button that applies a fix. */
export function fixLabel(fix: FindingFix): string {
  switch (fix.kind) {
    case "annotationPlatform":
      return `Use ${fix.platform}`;
    case "removeAnnotation":
      return "Remove the annotation";
    case "filterPlatform":
      return fix.by === undefined ? "Remove it from the filter" : `Use ${fix.by}`;
    case "exclude": {
      const label = fix.digests.length === 1 ? "Exclude it" : `Exclude these ${fix.digests.length}`;
      return fix.label ?? label;
    }
    case "include":
      return fix.digests.length === 1 ? "Remove the exclusion" : "Remove these exclusions";
    case "removeEdits":
      return fix.digests.length === 1 ? "Remove the edit" : "Remove these edits";
    case "resetOrder":
      return "Reset the order";
    case "order":
    case "editEntries":
      return fix.label;
    case "convert":
      return `Convert ${countOf(fix.digests.length, "image")} to ${formatNames[fix.to]}`;
    case "keepOsVersion":
      return "Keep os.version";
    case "flatten":
      return fix.sources.length === 1 ? "List its entries instead" : "List their entries instead";
    case "pin":
      return fix.sources.length === 1 ? "Pin" : `Pin all ${fix.sources.length}`;
    case "removeSources":
      return fix.ids.length === 1
        ? "Remove the source"
        : `Remove these ${countOf(fix.ids.length, "source")}`;
    case "stopReplacing":
      return "Add it instead";
    case "useOciIndex":
      return "Make it an OCI index";
    case "wrapImage":
      return "Wrap it in an index";
    case "readConfigs":
      return `Check configs of ${countOf(fix.images, "image")}`;
  }
}
