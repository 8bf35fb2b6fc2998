import { expect, it } from "vitest";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { digestOf } from "../oci/digest.ts";
import { startRegistry } from "../../testing/registry/registry.ts";
import { amd64, signal, startWorkbench } from "../../testing/workbench.ts";
import { perTest } from "../../testing/perTest.ts";

const [layer] = amd64.layers;
const schema1 = {
  schemaVersion: 1,
  name: "acme/app",
  tag: "1",
  architecture: "amd64",
  fsLayers: [{ blobSum: layer?.digest }],
  history: [{ v1Compatibility: "{}" }],
};

const bench = perTest(startWorkbench);
const other = perTest(() => startRegistry({ validate: false }));

/** Stores a document in the source registry, under a tag if one is given. @returns its descriptor */
function seed(mediaType: string, document: object, tag?: string) {
  const bytes = Buffer.from(JSON.stringify(document));
  const digest = digestOf(bytes);
  const { manifests, tags } = bench.registry.repository("acme/app");
  manifests.set(digest, { mediaType, bytes });
  if (tag !== undefined) {
    tags.set(tag, digest);
  }
  return { mediaType, digest, size: bytes.byteLength };
}

it.each([
  ["a signed schema 1 manifest", mediaTypes.dockerSchema1Signed, schema1, "manifest_unsupported"],
  ["an unsigned schema 1 manifest", mediaTypes.dockerSchema1, schema1, "manifest_unsupported"],
  [
    "a schema 1 manifest with the type of an image",
    mediaTypes.dockerManifest,
    schema1,
    "manifest_invalid",
  ],
  [
    "a manifest of an unknown type",
    "application/vnd.acme.parts.manifest+json",
    { parts: [{ digest: layer?.digest }] },
    "manifest_unsupported",
  ],
])("refuses to push %s without its layers", async (_, mediaType, document, code) => {
  seed(mediaType, document, "old");
  const entry = seed(mediaType, document);
  seed(mediaTypes.ociIndex, { schemaVersion: 2, manifests: [entry] }, "listed");
  for (const tag of ["old", "listed"]) {
    await expect(
      bench.engine.planner.planRetag(
        {
          source: `${bench.registry.host}/acme/app:${tag}`,
          targets: [`${other.host}/acme/app:1`],
          copyReferrers: emptyDraft.copyReferrers,
        },
        signal,
      ),
    ).rejects.toMatchObject({ code });
  }
  expect(other.requests.filter(({ method }) => method === "PUT")).toEqual([]);
});
