import type { Comparison, EntryPair, ImageComparison } from "../../../shared/comparison.ts";
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

/** The number of values and of layers that differ between two images. */
function countDifferences({ changes, layers }: ImageComparison): {
  readonly values: number;
  readonly layers: number;
} {
  return {
    values: changes.values.filter(({ kind }) => kind !== "same").length + changes.hidden,
    layers: layers.filter(({ kind }) => kind !== "shared").length,
  };
}

/**
 * Returns the tab of two images with other digests that shows a difference: that of values, of layers, or else of the
 * exact documents.
 */
export function firstDifferingTab(images: ImageComparison): "values" | "layers" | "json" {
  const { values, layers } = countDifferences(images);
  // What could not be read is reported above the values.
  if (values > 0 || images.failures.length > 0) {
    return "values";
  }
  return layers > 0 ? "layers" : "json";
}

/** Whether both sides have the same image, although what the index says of it may differ. */
export function isSameImage({ before, after }: EntryPair): boolean {
  return before !== undefined && before.descriptor.digest === after?.descriptor.digest;
}

/** How much of the two images of a pair differs: `3 values and 1 layer differ`. */
export function summarizeImages(pair: EntryPair, images: ImageComparison): string {
  const { values, layers: changed } = countDifferences(images);
  if (images.failures.length > 0) {
    return "not all of it could be read";
  }
  if (isSameImage(pair)) {
    return "the image is the same";
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
