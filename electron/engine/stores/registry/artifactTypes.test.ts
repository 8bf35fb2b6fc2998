import { afterEach, describe, expect, it } from "vitest";
import { emptyDraft } from "../../../../shared/emptyDraft.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import { digestOf } from "../../oci/digest.ts";
import { buildIndex } from "../../sample/buildImage.ts";
import type { RegistryOptions } from "../../../testing/registry/options.ts";
import { craneServe } from "../../../testing/registry/personalities/craneServe.ts";
import { startRegistry, type TestRegistry } from "../../../testing/registry/registry.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import { amd64, arm64, signal, startWorkbench } from "../../../testing/workbench.ts";
import { fallbackTag } from "./fallbackTag.ts";
import { perTest } from "../../../testing/perTest.ts";

const app = buildIndex({ entries: [amd64, arm64] });
const bundleType = "application/vnd.dev.sigstore.bundle.v0.3+json";
const nothing = Buffer.from("{}");
const config = { mediaType: mediaTypes.ociEmpty, digest: digestOf(nothing), size: 2 };

/** A manifest as cosign 3 writes it: with its artifact type and the empty config. */
function bundleOf(artifactType: string | undefined) {
  const document = {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    ...(artifactType === undefined ? {} : { artifactType }),
    config,
    layers: [],
    subject: app.descriptor,
  };
  const bytes = Buffer.from(JSON.stringify(document));
  return { mediaType: mediaTypes.ociManifest, digest: digestOf(bytes), size: bytes.length, bytes };
}
const signature = bundleOf(bundleType);
const untyped = bundleOf(undefined);

const bench = perTest(startWorkbench);
let source: TestRegistry;
afterEach(async () => {
  await source.close();
});

async function open(options: RegistryOptions): Promise<void> {
  source = await startRegistry({ ...options, auth: { kind: "none" } });
  seedImage(source, "acme/app", "1", app);
  const { blobs, manifests } = source.repository("acme/app");
  blobs.set(config.digest, nothing);
  for (const { mediaType, digest, bytes } of [signature, untyped]) {
    manifests.set(digest, { mediaType, bytes });
  }
}

/** The fallback index, with this artifact type in its entry. */
function keepList(listedType: object): void {
  const entries = [signature, untyped].map(({ mediaType, digest, size }) => ({
    mediaType,
    digest,
    size,
    ...listedType,
  }));
  const bytes = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: entries }),
  );
  const { manifests, tags } = source.repository("acme/app");
  manifests.set(digestOf(bytes), { mediaType: mediaTypes.ociIndex, bytes });
  tags.set(fallbackTag(app.digest), digestOf(bytes));
}

/** The referrers that a retag copies by default: attestations and signatures. */
async function copied(): Promise<readonly string[]> {
  const from = `${source.host}/acme/app:1`;
  const to = [`${bench.registry.host}/acme/copy:1`];
  const plan = await bench.engine.planner.planRetag(
    { source: from, targets: to, copyReferrers: emptyDraft.copyReferrers },
    signal,
  );
  expect((await bench.engine.push(plan.id, { report: () => {} }, signal)).failure).toBeUndefined();
  const { manifests } = bench.registry.repository("acme/copy");
  return [signature, untyped].map(({ digest }) => digest).filter((at) => manifests.has(at));
}

describe("fillArtifactTypes", () => {
  it("copies a signature if the registry lists it with its config's type", async () => {
    await open(craneServe({}));
    expect(await copied()).toEqual([signature.digest]);
  });

  it.each([
    ["the empty type", { artifactType: mediaTypes.ociEmpty }],
    ["the type of an image's config", { artifactType: mediaTypes.ociConfig }],
    ["no type", {}],
    ["an empty string as type", { artifactType: "" }],
  ])("copies a signature if the fallback index lists it with %s", async (_, listedType) => {
    await open({ referrersApi: false });
    keepList(listedType);
    expect(await copied()).toEqual([signature.digest]);
  });
});

it("fails if a manifest cannot be read due to a transient error", async () => {
  await open(craneServe({}));
  source.faults.add({ match: { path: new RegExp(signature.digest) }, do: { status: 403 } });
  await expect(copied()).rejects.toMatchObject({ code: "denied" });
});
