import { afterEach, beforeEach, expect, it } from "vitest";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Preview } from "../../../shared/preview.ts";
import { fallbackTag } from "../stores/registry/fallbackTag.ts";
import {
  buildAttestation,
  buildIndex,
  describe as descriptorOf,
  type BuiltImage,
  type BuiltIndex,
} from "../sample/buildImage.ts";
import { startRegistry, type TestRegistry } from "../../testing/registry/registry.ts";
import { seedImage } from "../../testing/registry/seedImage.ts";
import { amd64, arm64, contentOf, signal, startWorkbench } from "../../testing/workbench.ts";
import type { PreviewProgress } from "./preview.ts";
import { perTest } from "../../testing/perTest.ts";

const bench = perTest(startWorkbench);
let plain: TestRegistry;
beforeEach(async () => {
  plain = await startRegistry({ referrersApi: false });
});
afterEach(async () => {
  await plain.close();
});

/** An index of many small images, which need not exist. */
function wideIndex(count: number): BuiltIndex {
  const entries = Array.from({ length: count }, (_, at): BuiltImage => {
    const digest = `sha256:${at.toString(16).padStart(64, "0")}`;
    return { ...amd64, digest, descriptor: { ...amd64.descriptor, digest } };
  });
  return buildIndex({ entries });
}

function put(registry: TestRegistry, tag: string, index: BuiltIndex): void {
  const { manifests, tags } = registry.repository("acme/app");
  manifests.set(index.digest, { mediaType: index.mediaType, bytes: index.bytes });
  tags.set(tag, index.digest);
}

/** Adds a referrer to the fallback tag of a registry without a referrers API. */
function refer(registry: TestRegistry, subject: string, attestation: BuiltImage): void {
  seedImage(registry, "acme/app", undefined, attestation);
  const { artifactType } = JSON.parse(Buffer.from(attestation.bytes).toString()) as {
    artifactType: string;
  };
  const descriptor = { ...descriptorOf(attestation), artifactType };
  put(registry, fallbackTag(subject), buildIndex({ entries: [{ ...attestation, descriptor }] }));
}

/** Records progress. */
class RecordedProgress implements PreviewProgress {
  total = 0;
  describe: (() => Preview) | undefined;
  readonly found: (Descriptor | undefined)[] = [];
  onSource(): void {}
  onPartial(): void {}
  onSearch(total: number, describe: () => Preview): void {
    this.total = total;
    this.describe = describe;
  }
  onImage(found: Descriptor | undefined): void {
    this.found.push(found);
  }
}

it.each([500, 9999])(
  "of %d images take no more than 10 requests beside the index's own",
  async (count) => {
    const index = wideIndex(count);
    put(plain, "wide", index);
    const subject = index.entries[count - 2]?.digest ?? "";
    const attestation = buildAttestation({ ...amd64, digest: subject }, "referrer");
    refer(plain, subject, attestation);
    const draft = bench.draftOf([`${plain.host}/acme/app:wide`]);
    const preview = await bench.engine.composer.preview(draft, signal);
    const content = contentOf(preview);
    // As in buildx, attestations are appended.
    const { manifests } = JSON.parse(content.text) as { manifests: Descriptor[] };
    expect(manifests.map(({ digest }) => digest)).toEqual([
      ...index.entries.map(({ digest }) => digest),
      attestation.digest,
    ]);
    expect(plain.requests.length).toBeLessThanOrEqual(11);
    // The same responses list what is not copied.
    await bench.engine.composer.losses(preview.id, signal);
    expect(plain.requests.length).toBeLessThanOrEqual(14);
  },
);

it("reports the entries first and then each attestation", async () => {
  seedImage(bench.registry, "acme/app", "both", buildIndex({ entries: [amd64, arm64] }));
  const attestation = buildAttestation(amd64, "referrer");
  seedImage(bench.registry, "acme/app", undefined, attestation);
  const recorded = new RecordedProgress();
  const draft = bench.draftOf(["R/acme/app:both"], [], { platforms: ["linux/amd64"] });
  const preview = await bench.engine.composer.preview(draft, signal, { progress: recorded });
  expect(recorded.total).toBe(1);
  const soFar = recorded.describe?.();
  expect(soFar?.sources).toEqual(preview.sources);
  expect(soFar?.result).toMatchObject({
    kind: "checking",
    rows: [
      { platform: "linux/amd64", kept: true, attestations: [] },
      { platform: "linux/arm64/v8", kept: false, attestations: [] },
    ],
  });
  // The reported attestation is the one in the result.
  expect(recorded.found).toEqual([
    contentOf(preview).rows[0]?.attestations.map(({ descriptor }) => descriptor)[0],
  ]);
});

it("reports the entries before attestations are known", async () => {
  seedImage(bench.registry, "acme/app", "both", buildIndex({ entries: [amd64, arm64] }));
  bench.registry.faults.add({
    match: { path: new RegExp(`referrers/${arm64.digest}`) },
    do: { hang: true },
  });
  const recorded = new RecordedProgress();
  const giveUp = new AbortController();
  const draft = bench.draftOf(["R/acme/app:both"]);
  const preview = bench.engine.composer.preview(draft, giveUp.signal, { progress: recorded });
  await bench.registry.waitForRequest({ path: new RegExp(`referrers/${arm64.digest}`) });
  expect(recorded.describe?.().result).toMatchObject({ kind: "checking", rows: [{}, {}] });
  giveUp.abort();
  await expect(preview).rejects.toBeDefined();
});
