import type { ComparedSide } from "../../shared/comparedSide.ts";
import type { Comparison, EntryPair } from "../../shared/comparison.ts";
import { buildAttestation, type BuiltImage, type BuiltIndex } from "../engine/sample/buildImage.ts";
import { spdxOf, spdxPredicateType } from "./evidence.ts";
import { perTest } from "./perTest.ts";
import { seedImage } from "./registry/seedImage.ts";
import { signal, startWorkbench } from "./workbench.ts";

/** Starts a workbench for each test of a file, whose comparisons are of tags of `acme/app` in its registry. */
export function comparisonBench() {
  const bench = perTest(startWorkbench);
  const nameOf = (tag: string): string => `${bench.registry.host}/acme/app:${tag}`;
  const sideOf = (tag: string): ComparedSide => ({ kind: "reference", text: nameOf(tag) });
  return {
    bench,
    nameOf,
    sideOf,
    /** Puts content under a tag. */
    seed: (tag: string, content: BuiltImage | BuiltIndex): void =>
      seedImage(bench.registry, "acme/app", tag, content),
    /** Compares two tags. */
    compare: async (before: string, after: string): Promise<Comparison> =>
      await bench.engine.comparisons.open({ before: sideOf(before), after: sideOf(after) }, signal),
  };
}

/** An attestation of an image with an SPDX document. @param as an entry of the index, or a referrer */
export function sbom(
  image: BuiltImage,
  purls: readonly string[],
  as?: "entry" | "referrer",
): BuiltImage {
  const document = { predicateType: spdxPredicateType, predicate: spdxOf(purls) };
  return buildAttestation(image, as, document);
}

/** @throws Error if no entry of a comparison has a platform */
export function pairOf({ pairs }: Comparison, platform: string): EntryPair {
  const found = pairs.find(({ before, after }) => (after ?? before)?.platform === platform);
  if (found === undefined) {
    throw new Error(`no ${platform} in ${JSON.stringify(pairs)}`);
  }
  return found;
}
