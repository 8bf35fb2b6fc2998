import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Comparison, LayerPair } from "../../../../shared/comparison.ts";
import { ok } from "../../../testing/fakeApi.ts";
import { digestOf, makeConfig, makeRow, makeSide } from "../../../testing/fixtures.ts";
import { installApi } from "../../../testing/setUp.ts";
import { useCompare } from "../../compare/compareStore.ts";
import { openCompare } from "../../compare/openCompare.ts";
import { LayerSection } from "./LayerSection.tsx";

const layer = (byte: string) => ({
  descriptor: { mediaType: "x", digest: digestOf(byte), size: 10 },
});
const pairs: readonly LayerPair[] = [
  { kind: "shared", before: layer("01"), after: layer("01") },
  { kind: "recompressed", before: layer("02"), after: layer("12") },
  { kind: "added", after: layer("03") },
];
const comparison: Comparison = {
  id: "c1",
  before: { kind: "read", content: makeSide() },
  after: { kind: "read", content: makeSide({ digest: digestOf("bb") }) },
  isIdentical: false,
  changes: { values: [], hidden: 0 },
  pairs: [
    {
      id: "0",
      kind: "changed",
      before: makeRow("linux/amd64", "91"),
      after: makeRow("linux/amd64", "92"),
      notes: [],
    },
  ],
};

function show(byte: string): void {
  render(
    <LayerSection
      repository="ghcr.io/acme/app"
      digest={digestOf(byte)}
      trail={[{ text: "ghcr.io/acme/app:1", label: "app:1" }]}
      content={{
        kind: "image",
        config: { mediaType: "x", digest: digestOf("cf"), size: 100 },
        configView: makeConfig(),
        layers: [layer("01"), layer("12"), layer("03")],
        annotations: {},
      }}
    />,
  );
}

function compareImages(): void {
  installApi({
    "compare:open": () => ok(comparison),
    "compare:images": () =>
      ok({ changes: { values: [], hidden: 0 }, layers: pairs, documents: [], failures: [] }),
  });
  openCompare(
    { kind: "reference", text: "ghcr.io/acme/app:1" },
    { kind: "reference", text: "ghcr.io/acme/app:2" },
  );
}

it.each([
  ["first", "91"],
  ["second", "92"],
])("marks the layers that the %s image shares with the compared one", async (_, byte) => {
  compareImages();
  show(byte);
  await screen.findByText("3 layers, 30 B");
  useCompare.getState().read({ part: "images", pairId: "0" });
  await screen.findByText("3 layers, 30 B, 1 in the compared image, too");
  expect(screen.getAllByText("in the compared image, too")).toHaveLength(1);
});

it("marks no layers of other images", async () => {
  compareImages();
  show("93");
  await screen.findByText("3 layers, 30 B");
  useCompare.getState().read({ part: "images", pairId: "0" });
  await expect.poll(() => useCompare.getState().images["0"]?.kind).toBe("read");
  expect(screen.queryByText(/in the compared image/)).toBeNull();
});
