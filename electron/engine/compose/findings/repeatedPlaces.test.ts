import { expect, it, vi } from "vitest";
import type { ResultRow } from "../../../../shared/preview.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import { repeatedPlaces } from "./repeatedPlaces.ts";

function row(digest: string): ResultRow {
  return {
    descriptor: { mediaType: mediaTypes.ociManifest, digest, size: 1 },
    platform: "linux/amd64",
    kind: "image",
    attestations: [],
    sources: [],
    kept: true,
  };
}

it("counts rows with the same digest in their order, and no row that is the only one", () => {
  const rows = ["sha256:a", "sha256:b", "sha256:a", "sha256:c", "sha256:b", "sha256:a"].map(row);
  const places = repeatedPlaces(rows);
  expect(rows.map((each) => places.get(each))).toEqual([1, 1, 2, undefined, 2, 3]);
});

it("searches no list for each of 5,000 rows with one digest", () => {
  const rows = Array.from({ length: 5000 }, () => row("sha256:a"));
  const search = vi.spyOn(Array.prototype, "indexOf");
  const places = repeatedPlaces(rows);
  const found = rows.map((each) => places.get(each));
  const searched = search.mock.contexts.filter(
    (list) => Array.isArray(list) && list[0] === rows[0],
  );
  search.mockRestore();
  expect(found).toEqual(rows.map((_, at) => at + 1));
  expect(searched).toHaveLength(0);
});
