import { expect, it } from "vitest";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { digestOf } from "./digest.ts";
import { detectManifest } from "./detectManifest.ts";

const { ociIndex, ociManifest, ociArtifact, dockerList, dockerManifest, dockerSchema1Signed } =
  mediaTypes;

/** What a document is that states one media type and is served under another. */
function identified(own: string, served: string): readonly [kind: string, mediaType: string] {
  const bytes = Buffer.from(JSON.stringify(own === "" ? {} : { mediaType: own }));
  const { kind, content } = detectManifest(
    { mediaType: served, digest: digestOf(bytes), bytes },
    "manifest",
  );
  return [kind, content.mediaType];
}

it.each([
  ["an image", ociManifest, dockerManifest, "manifest"],
  ["an image", dockerManifest, ociManifest, "manifest"],
  ["an index", ociIndex, dockerList, "index"],
  ["an index", dockerList, ociIndex, "index"],
  ["an artifact", ociArtifact, ociManifest, "artifact"],
])("%s under the other format's media type has its own: %s, %s", (_, own, served, kind) => {
  expect(identified(own, served)).toEqual([kind, own]);
});

it.each([
  ["", ociIndex, "index", ociIndex],
  ["", "application/json", "artifact", "application/json"],
  [ociIndex, "", "index", ociIndex],
  [ociIndex, "application/json", "index", ociIndex],
  ["application/vnd.example+json", ociManifest, "manifest", ociManifest],
])("of %j and %j, the one that is known counts", (own, served, kind, mediaType) => {
  expect(identified(own, served)).toEqual([kind, mediaType]);
});

it.each([
  [ociIndex, ociManifest],
  [ociManifest, ociIndex],
  [dockerList, dockerManifest],
  [dockerManifest, ociIndex],
  [ociArtifact, ociIndex],
  [ociManifest, dockerSchema1Signed],
])("%s served as %s is refused: readers would differ (CVE-2021-41190)", (own, served) => {
  expect(() => identified(own, served)).toThrow("is served as");
});
