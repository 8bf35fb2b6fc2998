import { afterEach, beforeEach, expect, it } from "vitest";
import { ReferrersCache } from "../stores/referrersCache.ts";
import { anonymous } from "../stores/registry/auth/credential.ts";
import { buildIndex } from "../sample/buildImage.ts";
import { Stores } from "../stores/openStores.ts";
import { startRegistry, type TestRegistry } from "../../testing/registry/registry.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, signal } from "../../testing/workbench.ts";
import { gatherContent } from "./gather.ts";
import { retagSource } from "./pushSource.ts";

const nested = buildIndex({ entries: [arm64] });
const root = buildIndex({ entries: [amd64, nested] });
/** Bytes of manifests that are read: the root is given. */
const size = [amd64, nested, arm64].reduce((sum, { bytes }) => sum + bytes.byteLength, 0);

let registry: TestRegistry;
let stores: Stores;
beforeEach(async () => {
  registry = await startRegistry();
  seedImage(registry, "acme/app", "1", root);
  stores = new Stores({ credentials: anonymous });
});
afterEach(async () => {
  await stores.close();
  await registry.close();
});

function gatherWithLimit(maxManifestBytes: number): ReturnType<typeof gatherContent> {
  const [from, to] = ["acme/app", "acme/other"].map((path) =>
    stores.openRepository(`${registry.host}/${path}`),
  );
  if (!from || !to) {
    throw new Error("no stores");
  }
  const copyReferrers = { referrers: "attestations", digestTags: false } as const;
  const source = retagSource(root, from, copyReferrers);
  return gatherContent(
    { source, target: to, referrers: new ReferrersCache(), maxManifestBytes },
    signal,
  );
}

it("reads everything below the root", async () => {
  const { manifests, blobs } = await gatherWithLimit(size);
  expect(manifests.map(({ digest }) => digest).toSorted()).toEqual(
    [amd64, arm64, nested, root].map(({ digest }) => digest).toSorted(),
  );
  expect(blobs).toHaveLength(4);
});

it("stops reading beyond the limit", async () => {
  await expect(gatherWithLimit(size - 1)).rejects.toMatchObject({ code: "too_large" });
});
