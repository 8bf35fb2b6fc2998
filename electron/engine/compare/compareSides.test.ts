import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import type { ComparedSide } from "../../../shared/comparedSide.ts";
import { tarOf } from "../../testing/archives.ts";
import { comparisonBench, pairOf, sbom } from "../../testing/comparisonBench.ts";
import { arm64, signal } from "../../testing/workbench.ts";
import { buildImage, type BuiltImage, buildIndex } from "../sample/buildImage.ts";

const { bench, seed, nameOf } = comparisonBench();

const amd64Of = (version: string): BuiltImage =>
  buildImage({
    platform: { os: "linux", architecture: "amd64" },
    config: { config: { Labels: { version } } },
    layers: [gzipSync(tarOf([{ name: "app", bytes: version }]))],
  });

/** Puts an index under a tag, in a layout and in an archive, and into the journal. @returns its sides by where it is */
async function placeEverywhere(
  version: string,
  attemptId: string,
): Promise<Readonly<Record<string, ComparedSide>>> {
  const image = amd64Of(version);
  seed(
    version,
    buildIndex({ entries: [image, arm64, sbom(image, [`pkg:npm/app@${version}`], "entry")] }),
  );
  const places = [
    `oci-layout://${bench.folder}/images:${version}`,
    `oci-archive://${bench.folder}/images.tar.gz:${version}`,
    "R/acme/app:moved",
  ];
  const draft = bench.draftOf([`R/acme/app:${version}`], places);
  await bench.push(draft);
  const preview = await bench.engine.composer.preview(draft, signal);
  const digest = preview.result.kind === "ready" ? preview.result.content.digest : "";
  const reference = (text: string): ComparedSide => ({ kind: "reference", text });
  return {
    tag: reference(nameOf(version)),
    digest: reference(`${bench.registry.host}/acme/app@${digest}`),
    layout: reference(places[0] ?? ""),
    archive: reference(places[1] ?? ""),
    draft: { kind: "preview", previewId: preview.id },
    journal: { kind: "journal", name: nameOf("moved"), digest, attemptId, content: "pushed" },
  };
}

it("compares any two of a tag, a digest, a layout, an archive, a draft and what a tag held", async () => {
  const old = await placeEverywhere("1", "log-1");
  const now = await placeEverywhere("2", "log-2");
  const { comparisons } = bench.engine;
  const query = { find: "", order: "path", start: 0, count: 10 } as const;
  for (const [first, before] of Object.entries(old)) {
    for (const [second, after] of Object.entries(now)) {
      const opened = await comparisons.open({ before, after }, signal);
      const pair = { comparisonId: opened.id, pairId: pairOf(opened, "linux/amd64").id };
      const images = await comparisons.images(pair, signal);
      const { packages } = await comparisons.packages(pair, signal);
      await comparisons.files({ ...pair, withShared: false, whole: false }, signal);
      const { differences } = await comparisons.differences({ ...pair, query }, signal);
      expect({
        sides: `${first} to ${second}`,
        pairs: opened.pairs.map(({ kind }) => kind),
        documents: opened.document?.before !== undefined && opened.document.after !== undefined,
        values: images.changes.values.flatMap(({ section, kind, before: from, after: to }) =>
          kind === "same" ? [] : `${section} ${from} ${to}`,
        ),
        failures: images.failures,
        packages: packages.map(({ kind, name }) => `${kind} ${name}`),
        files: differences.map(({ kind, path }) => `${kind} ${path}`),
      }).toEqual({
        sides: `${first} to ${second}`,
        pairs: ["changed", "same"],
        documents: true,
        values: ["label 1 2"],
        failures: [],
        packages: ["upgraded app"],
        files: ["changed app"],
      });
    }
    for (const [second, after] of Object.entries(old)) {
      const { isIdentical } = await comparisons.open({ before, after }, signal);
      expect(`${first} and ${second}: ${isIdentical}`).toBe(`${first} and ${second}: true`);
    }
  }
});
