import { expect, it } from "vitest";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { digestOf } from "./digest.ts";
import { detectManifest } from "./detectManifest.ts";

const { ociIndex, ociManifest, ociArtifact, dockerList, dockerManifest, dockerSchema1Signed } =
  mediaTypes;

/** Detects a document with one media type that is served as another. */
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
])("prefers the media type in %s: %s, served as %s", (_, own, served, kind) => {
  expect(identified(own, served)).toEqual([kind, own]);
});

it.each([
  ["", ociIndex, "index", ociIndex],
  ["", "application/json", "artifact", "application/json"],
  [ociIndex, "", "index", ociIndex],
  [ociIndex, "application/json", "index", ociIndex],
  ["application/vnd.example+json", ociManifest, "manifest", ociManifest],
])("prefers a known media type: %j, served as %j", (own, served, kind, mediaType) => {
  expect(identified(own, served)).toEqual([kind, mediaType]);
});

it.each([
  [ociIndex, ociManifest],
  [ociManifest, ociIndex],
  [dockerList, dockerManifest],
  [dockerManifest, ociIndex],
  [ociArtifact, ociIndex],
  [ociManifest, dockerSchema1Signed],
])("rejects %s served as %s (CVE-2021-41190)", (own, served) => {
  expect(() => identified(own, served)).toThrow("is served as");
});
