import { expect, it } from "vitest";
import type { BuildImages, EntryDetails } from "../../../shared/inspection.ts";
import type { EntryRow } from "../../../shared/preview.ts";
import { digestOf, makeInspection, makeRow } from "../../testing/fixtures.ts";
import { findBase, listKnownImages } from "./baseHint.ts";
import { descriptorKey } from "./listedEntry.ts";

const repository = "ghcr.io/acme/app";
const image = makeRow("linux/arm64/v8", "91");
const attested: EntryRow = {
  ...image,
  attestations: [{ descriptor: makeRow("unknown/unknown", "a1").descriptor, found: "inline" }],
};

type Read = Extract<EntryDetails, { kind: "read" }>;

function read(bytes: readonly string[], more: Partial<Read> = {}): Read {
  const layers = bytes.map((byte) => ({ digest: digestOf(byte), size: 1 }));
  return { kind: "read", layers, statements: [], problems: [], ...more };
}

function find(
  own: Read,
  builtFrom?: BuildImages,
  images: Parameters<typeof findBase>[2]["images"] = [],
) {
  const [attestation] = attested.attestations;
  const details = {
    [descriptorKey(repository, image.descriptor)]: own,
    ...(attestation && builtFrom
      ? { [descriptorKey(repository, attestation.descriptor)]: read([], { builtFrom }) }
      : {}),
  };
  return findBase(repository, attested, { details, images });
}

const golang = { name: "golang:1.23", digest: digestOf("aa"), platform: "linux/amd64" };
const alpine = { name: "alpine:3.20", digest: digestOf("bb"), platform: "linux/arm64" };
const notVerified = "from its provenance, not verified";

it("is what the annotations say, before the provenance", () => {
  const own = read(["01"], { base: { name: "docker.io/library/debian:12" } });
  expect(find(own, { images: [alpine] })).toEqual({
    text: "debian:12",
    detail: "docker.io/library/debian:12",
    from: "from its annotations or labels",
  });
});

it.each<[string, BuildImages]>([
  ["the only one", { images: [alpine] }],
  ["the only one for the platform", { images: [golang, alpine] }],
  ["that of the steps", { images: [golang, { ...alpine, platform: "linux/amd64" }], base: 1 }],
  [
    "that with its layers",
    {
      images: [
        { name: "a:1", layers: [digestOf("01")] },
        { ...alpine, layers: [digestOf("01"), digestOf("02")] },
        { name: "b:1", layers: [digestOf("03")] },
      ],
      base: 0,
    },
  ],
])("is of the images in its provenance %s", (_, builtFrom) => {
  expect(find(read(["01", "02", "03"]), builtFrom)).toEqual({
    text: "alpine:3.20",
    detail: `alpine:3.20@${digestOf("bb")}`,
    from: notVerified,
  });
});

it("lists the images of a build of which any may be the base", () => {
  expect(find(read(["01"]), { images: [golang, { name: "node:22" }] })).toEqual({
    text: "2 images",
    detail: "Built from 2 images: golang:1.23@aaaa…aaaa, node:22",
    from: notVerified,
  });
});

it("is an image that was read, if the layers start with all of its own", () => {
  const images = [
    { name: "alpine:3.20", digest: digestOf("b1"), layers: [digestOf("01")] },
    { name: "node:22", digest: digestOf("b2"), layers: [digestOf("01"), digestOf("02")] },
    { name: "x:1", digest: digestOf("b3"), layers: ["01", "02", "03"].map(digestOf) },
    { name: "y:1", digest: digestOf("b4"), layers: [] },
  ];
  expect(find(read(["01", "02", "03"]), undefined, images)).toEqual({
    text: "node:22",
    detail: `node:22@${digestOf("b2")}`,
    from: "its first 2 layers are the same",
  });
  expect(find(read(["01"]), undefined, images)).toBeUndefined();
});

it("knows the images of other indexes, but not those of its own", () => {
  const base = makeInspection({
    name: "alpine:3.20",
    repository: "alpine",
    digest: digestOf("b1"),
  });
  const [row] = base.content.kind === "index" ? base.content.rows : [];
  if (row === undefined) {
    throw new Error("the fixture has no row");
  }
  const details = { [descriptorKey("alpine", row.descriptor)]: read(["01"]) };
  const inspections = { "alpine:3.20": { kind: "read", value: base } } as const;
  const known = { name: "alpine:3.20", digest: row.descriptor.digest, layers: [digestOf("01")] };
  expect(listKnownImages(inspections, new Set(), details)).toEqual([known]);
  expect(listKnownImages(inspections, new Set([row.descriptor.digest]), details)).toEqual([]);
  expect(listKnownImages(inspections, new Set([digestOf("b1")]), details)).toEqual([]);
});
