import { expect, it } from "vitest";
import type { EntryDetails } from "../../../shared/inspection.ts";
import { digestOf, makeRow } from "../../testing/fixtures.ts";
import { descriptorKey } from "./listedEntry.ts";
import { describeShared, findLayerUse, nameSharers } from "./sharedLayers.ts";

const repository = "ghcr.io/acme/app";

function useOf(images: readonly (readonly [string, string, readonly string[]])[]) {
  const rows = images.map(([platform, byte]) => makeRow(platform, byte));
  const read = images.map(([, , layers]): EntryDetails => ({
    kind: "read",
    layers: layers.map((layer) => ({ digest: digestOf(layer), size: 1000 })),
    statements: [],
    problems: [],
  }));
  const details = Object.fromEntries(
    rows.map((row, at) => [descriptorKey(repository, row.descriptor), read[at] as EntryDetails]),
  );
  return { read, use: findLayerUse(repository, rows, details) };
}

it("names the platforms that share layers, in the order of the index", () => {
  const { use, read } = useOf([
    ["linux/amd64", "91", ["01", "02"]],
    ["linux/arm64/v8", "92", ["01", "03"]],
    ["linux/386", "93", ["01", "02"]],
  ]);
  const own = digestOf("92");
  expect(nameSharers([digestOf("01")], own, use)).toBe("linux/amd64, linux/386");
  expect(nameSharers([digestOf("03")], own, use)).toBe("");
  expect(describeShared(read[1], own, use)).toBe(
    "shares 1 of 2 layers, 1.0 kB, with linux/amd64, linux/386",
  );
  expect(describeShared(read[0], digestOf("91"), use)).toBe(
    "shares 2 of 2 layers, 2.0 kB, with linux/arm64/v8, linux/386",
  );
});

it("does not count an image twice that is listed for two platforms, but names both", () => {
  const { use, read } = useOf([
    ["linux/arm/v6", "91", ["01"]],
    ["linux/arm/v7", "91", ["01"]],
    ["linux/amd64", "92", ["02"]],
    ["linux/386", "93", ["01"]],
  ]);
  expect(describeShared(read[0], digestOf("91"), use)).toContain("with linux/386");
  expect(nameSharers([digestOf("01")], digestOf("93"), use)).toBe("linux/arm/v6, linux/arm/v7");
  expect(describeShared(read[2], digestOf("92"), use)).toBe("");
});

it("names eight platforms and counts the others", () => {
  const images = Array.from(
    { length: 12 },
    (_, at) => [`linux/arch${at}`, (10 + at).toString(16).padStart(2, "0"), ["01"]] as const,
  );
  const { use } = useOf(images);
  expect(nameSharers([digestOf("01")], digestOf("0a"), use)).toMatch(
    /^linux\/arch1, .*linux\/arch8 and 3 more$/,
  );
});
