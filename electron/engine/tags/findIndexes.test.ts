import { expect, it } from "vitest";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { signal } from "../../testing/workbench.ts";
import { digestOf } from "../oci/digest.ts";
import { findIndexes } from "./findIndexes.ts";

const mediaType = mediaTypes.ociIndex;

it("gives up on a registry that nests indexes without end", async () => {
  let reads = 0;
  const store = {
    fetchManifest: async () => {
      reads += 1;
      const digest = digestOf(Buffer.from(`${reads}`));
      const bytes = Buffer.from(JSON.stringify({ manifests: [{ mediaType, digest, size: 1 }] }));
      return { mediaType, digest: digestOf(bytes), bytes };
    },
  };
  const tags = [{ tag: "1", mediaType, digest: digestOf(Buffer.from("root")) }];
  const digests = new Set([digestOf(Buffer.from("wanted"))]);
  const { found, unread } = await findIndexes(store, { digests, tags }, signal);
  expect(unread).toEqual(["1"]);
  expect(found.size).toBe(0);
  expect(reads).toBeLessThan(2000);
});
