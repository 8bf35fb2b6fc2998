import type { Comparison, ImageComparison } from "../../../shared/comparison.ts";
import { countOf } from "../../../shared/countOf.ts";
import type { FileComparison } from "../../../shared/fileComparison.ts";

/** What screen readers announce when a comparison is ready: `Compared: 1 added, 2 changed`. */
export function summarize({ before, after, isIdentical, pairs }: Comparison): string {
  if (before.kind === "failed" || after?.kind === "failed") {
    return "Not everything could be read";
  }
  if (after === undefined) {
    return `Read ${countOf(pairs.length, "platform")}`;
  }
  const counts = (["added", "removed", "changed"] as const).flatMap((kind) => {
    const count = pairs.filter((pair) => pair.kind === kind).length;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  return isIdentical
    ? "Compared: both sides are the same"
    : `Compared: ${counts.join(", ") || "the same entries"}`;
}

/** What screen readers announce when files were compared, which may take minutes. */
export function summarizeFiles({ counts }: FileComparison): string {
  const total = Object.values(counts).reduce((sum, { count }) => sum + count, 0);
  return `Files compared: ${countOf(total, "difference")}`;
}

/** How much of two images differs: `3 values, 1 layer`. */
export function summarizeImages({ changes, layers, failures }: ImageComparison): string {
  const values = changes.values.filter(({ kind }) => kind !== "same").length + changes.hidden;
  const changed = layers.filter(({ kind }) => kind !== "shared").length;
  if (failures.length > 0) {
    return "not all of it could be read";
  }
  const parts = [
    ...(values > 0 ? [countOf(values, "value")] : []),
    ...(changed > 0 ? [countOf(changed, "layer")] : []),
  ];
  const isOne = values + changed === 1;
  return parts.length === 0
    ? "only its bytes differ"
    : `${parts.join(" and ")} ${isOne ? "differs" : "differ"}`;
}
