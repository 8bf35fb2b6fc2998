import type { Comparison, EntryPair, ImageComparison } from "../../shared/comparison.ts";
import { digestOf, makeRow, makeSide } from "./fixtures.ts";

/** A pair of images, with other digests if it changed. */
export function makePair(platform: string, kind: EntryPair["kind"], at = "0"): EntryPair {
  const row = makeRow(platform, "91");
  const after = kind === "changed" ? makeRow(platform, "92") : row;
  const sides = kind === "added" ? { after } : { before: row, after };
  return { id: at, kind, ...sides, notes: [] };
}

/** A comparison of two indexes whose entries differ. */
export function makeComparison(more: Partial<Comparison> = {}): Comparison {
  return {
    id: "c1",
    before: { kind: "read", content: makeSide() },
    after: { kind: "read", content: makeSide({ digest: digestOf("bb") }) },
    isIdentical: false,
    changes: { values: [], hidden: 0 },
    pairs: [makePair("linux/amd64", "changed"), makePair("linux/arm64", "added", "1")],
    document: { name: "index", before: "{}", after: "{}" },
    ...more,
  };
}

/** Two images with another label and a layer more. */
export const comparedImages: ImageComparison = {
  changes: {
    values: [
      { section: "label", name: "version", kind: "changed", before: "1", after: "2" },
      { section: "env", name: "PATH", kind: "same", before: "/bin", after: "/bin" },
    ],
    hidden: 0,
  },
  layers: [{ kind: "added", after: { descriptor: makeRow("x", "11").descriptor } }],
  documents: [],
  failures: [],
};
