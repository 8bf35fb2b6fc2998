import { expect, it } from "vitest";
import {
  buildkitStages02,
  stageImages,
  stageLayers,
  stageSteps,
} from "../../../testing/buildSteps.ts";
import {
  buildkitProvenance02,
  buildkitProvenance1,
  statementOf,
} from "../../../testing/evidence.ts";
import { readBuildImages } from "./buildImages.ts";
import { parseObject } from "./looseJson.ts";

const hex = (byte: string): string => byte.repeat(32);
const sha = (byte: string): string => `sha256:${hex(byte)}`;

function read(document: object) {
  return readBuildImages(parseObject(JSON.stringify(document)) ?? {});
}

function materials(...listed: readonly object[]): object {
  return statementOf("https://slsa.dev/provenance/v0.2", { materials: listed });
}

it("reads the images of SLSA provenance v0.2 and v1", () => {
  expect(read(buildkitProvenance02)).toEqual({
    images: [{ name: "alpine:3.20", digest: sha("cd"), platform: "linux/amd64" }],
  });
  expect(read(buildkitProvenance1)).toEqual({
    images: [{ name: "ghcr.io/acme/base:2", digest: sha("ef") }],
  });
});

it.each<[string, object, object]>([
  [
    "a digest in the package URL",
    { uri: `pkg:docker/alpine@3.20?digest=${sha("01")}&platform=linux%2Farm64` },
    { name: "alpine:3.20", digest: sha("01"), platform: "linux/arm64" },
  ],
  [
    "a package URL pinned by digest",
    { uri: `pkg:docker/acme%2Fapp@${encodeURIComponent(sha("01"))}` },
    { name: "acme/app", digest: sha("01") },
  ],
  [
    "an OCI package URL",
    {
      uri: `pkg:oci/base@${encodeURIComponent(sha("01"))}?repository_url=ghcr.io/acme/base&tag=2`,
    },
    { name: "ghcr.io/acme/base:2", digest: sha("01") },
  ],
  [
    "the identifier of a source",
    { uri: `docker-image://docker.io/library/alpine:3.20@${sha("01")}` },
    { name: "docker.io/library/alpine:3.20", digest: sha("01") },
  ],
])("reads %s", (_, material, image) => {
  expect(read(materials(material))).toEqual({ images: [image] });
});

it("leaves out what builds or scans, and materials that are no images", () => {
  const listed = materials(
    { uri: "pkg:docker/docker/dockerfile@1", digest: { sha256: hex("01") } },
    { uri: "pkg:docker/docker/buildkit-syft-scanner@stable-1" },
    { uri: "https://github.com/acme/app.git", digest: { sha1: "12".repeat(20) } },
    { uri: "pkg:docker/%zz@1" },
    7 as never,
  );
  expect(read(listed)).toEqual({ images: [{ name: "%zz:1" }] });
  const frontend = statementOf("https://slsa.dev/provenance/v0.2", {
    invocation: { parameters: { args: { source: "docker.io/acme/frontend:1" } } },
    materials: [{ uri: "pkg:docker/acme/frontend@1" }],
  });
  expect(read(frontend)).toBeUndefined();
});

it("finds the image that the result starts with in BuildKit's steps, and its layers", () => {
  const v1 = statementOf("https://slsa.dev/provenance/v1", {
    buildDefinition: {
      resolvedDependencies: stageImages,
      internalParameters: { buildConfig: { llbDefinition: stageSteps } },
    },
    runDetails: { metadata: { buildkit_metadata: { layers: stageLayers } } },
  });
  const expected = {
    images: [
      { name: "golang:1.23", digest: sha("aa") },
      { name: "alpine:3.20", digest: sha("bb"), layers: [sha("01"), sha("02")] },
    ],
    base: 1,
  };
  expect([read(buildkitStages02), read(v1)]).toEqual([expected, expected]);
});

it.each([
  ["an empty file system", { file: { actions: [{ input: -1, secondaryInput: 0 }] } }, ["step0:0"]],
  ["itself", { file: { actions: [{}] } }, ["step9:0"]],
  ["nothing", {}, "none"],
  ["an input that is no text", { exec: { mounts: [{ dest: "/" }] } }, [{ toString: 1 }]],
  ["an input that is no number", { file: { actions: [{ input: { valueOf: 1 } }] } }, ["step0:0"]],
])("names no base image if the result starts with %s", (_, op, inputs) => {
  const document = statementOf("https://slsa.dev/provenance/v0.2", {
    materials: stageImages.slice(0, 1),
    buildConfig: { llbDefinition: [stageSteps[0], { id: "step9", op: { Op: op }, inputs }] },
  });
  expect(read(document)).toEqual({ images: [{ name: "golang:1.23", digest: sha("aa") }] });
});

it("follows the steps of a hostile build once each, although they are a cycle", () => {
  let reads = 0;
  const step = {
    id: "step0",
    op: { Op: { file: { actions: [{}] } } },
    get inputs() {
      reads += 1;
      return ["step0:0"];
    },
  };
  const images = readBuildImages({
    predicate: { materials: stageImages.slice(0, 1), buildConfig: { llbDefinition: [step] } },
  });
  expect(images).toEqual({ images: [{ name: "golang:1.23", digest: sha("aa") }] });
  expect(reads).toBe(1);
});

it("compares an image with the start of a long frontend only", () => {
  const predicate = {
    // Of this length, a pattern that takes quadratic time does not end.
    invocation: { parameters: { args: { source: `${"@".repeat(500_000)}\n` } } },
    materials: [{ uri: "pkg:docker/alpine@3.20" }],
  };
  expect(readBuildImages({ predicate })).toEqual({ images: [{ name: "alpine:3.20" }] });
});
