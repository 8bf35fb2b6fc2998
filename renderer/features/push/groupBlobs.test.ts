import { describe, expect, it } from "vitest";
import { makePlan } from "../../testing/fixtures.ts";
import { groupBlobs } from "./groupBlobs.ts";

describe("groupBlobs", () => {
  it("groups by action and source, copied blobs first", () => {
    const blobs = makePlan().repositories.flatMap((repository) => repository.blobs);
    const groups = groupBlobs(blobs);
    expect(groups.map(({ kind, from, size }) => [kind, from, size])).toEqual([
      ["copy", "docker.io/library/alpine", 41_251_402],
      ["mount", "ghcr.io/acme/base", 3_100_000],
      ["exists", undefined, 28_400_000],
    ]);
    expect(groups.flatMap((group) => group.blobs)).toHaveLength(blobs.length);
  });
});
