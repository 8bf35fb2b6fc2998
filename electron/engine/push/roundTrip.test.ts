import path from "node:path";
import { beforeEach, expect, it } from "vitest";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { buildAttestation, buildIndex } from "../sample/buildImage.ts";
import { startRegistry } from "../../testing/registry/registry.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, signal, startWorkbench } from "../../testing/workbench.ts";
import { perTest } from "../../testing/perTest.ts";

const app = buildIndex({
  entries: [amd64, buildAttestation(amd64), arm64],
  annotations: { "org.opencontainers.image.ref.name": "not a tag" },
});
const signature = buildIndex({
  entries: [],
  artifactType: "application/vnd.dev.cosign.artifact.sig.v1+json",
  annotations: { "org.opencontainers.image.ref.name": "nor this" },
  subject: { mediaType: mediaTypes.ociIndex, digest: app.digest, size: app.bytes.byteLength },
});

const bench = perTest(startWorkbench);
const last = perTest(startRegistry);
beforeEach(() => {
  seedImage(bench.registry, "acme/trip", "1", app);
  seedImage(bench.registry, "acme/trip", undefined, signature);
});

it.each([
  ["a layout", ["oci-layout://F/layout:1"]],
  ["an archive", ["oci-archive://F/archive.tar:1"]],
  ["an archive and a layout", ["oci-archive://F/archive.tar:1", "oci-layout://F/layout:1"]],
])(
  "copies an index with its referrers unchanged from registry to registry through %s",
  async (_, stops) => {
    const stations = [
      `${bench.registry.host}/acme/trip:1`,
      ...stops.map((stop) => stop.replace("F", path.join(bench.folder))),
      `${last.host}/acme/trip:1`,
    ];
    for (const [at, to] of stations.slice(1).entries()) {
      const copyReferrers = { referrers: "all", digestTags: false } as const;
      const plan = await bench.engine.planner.planRetag(
        { source: stations[at] ?? "", targets: [to], copyReferrers },
        signal,
      );
      expect((await bench.execute(plan)).failure).toBeUndefined();
    }
    const [from, to] = [bench.registry, last].map((registry) => registry.repository("acme/trip"));
    expect(to?.tags).toEqual(from?.tags);
    expect(new Set(to?.manifests.keys())).toEqual(new Set(from?.manifests.keys()));
    expect(new Set(to?.blobs.keys())).toEqual(new Set(from?.blobs.keys()));
  },
);
