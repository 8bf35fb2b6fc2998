import { statementOf } from "./evidence.ts";

const digestOf = (byte: string): string => `sha256:${byte.repeat(32)}`;

function source(id: string, name: string, byte: string): object {
  const identifier = `docker-image://docker.io/library/${name}@${digestOf(byte)}`;
  return { id, op: { Op: { source: { identifier } } } };
}

/** The images of a build with two stages, as materials: the second is the base of the result. */
export const stageImages: readonly object[] = [
  { uri: "pkg:docker/golang@1.23", digest: { sha256: "aa".repeat(32) } },
  { uri: "pkg:docker/alpine@3.20", digest: { sha256: "bb".repeat(32) } },
];

/** BuildKit's steps of that build, with `--provenance=mode=max`. Source: BuildKit docs/attestations/slsa-definitions.md. */
export const stageSteps: readonly object[] = [
  source("step0", "golang:1.23", "aa"),
  source("step1", "alpine:3.20", "bb"),
  {
    id: "step2",
    op: { Op: { exec: { mounts: [{ dest: "/" }, { dest: "/src", input: 1 }] } } },
    inputs: ["step0:0", "step1:0"],
  },
  {
    id: "step3",
    op: { Op: { file: { actions: [{ input: 1, secondaryInput: 0 }] } } },
    inputs: ["step2:0", "step1:0"],
  },
  { id: "step4", op: { Op: null }, inputs: ["step3:0"] },
];

/** The layers of the base image, by its step. */
export const stageLayers: object = {
  "step1:0": [[{ digest: digestOf("01") }, { digest: digestOf("02") }]],
};

export const buildkitStages02: object = statementOf("https://slsa.dev/provenance/v0.2", {
  materials: stageImages,
  buildConfig: { llbDefinition: stageSteps },
  metadata: { "https://mobyproject.org/buildkit@v1#metadata": { layers: stageLayers } },
});

/** Tekton Chains, format "slsa/v2alpha4", with what other builders of version 1 add. */
export const tektonProvenance: object = statementOf("https://slsa.dev/provenance/v1", {
  buildDefinition: {
    buildType: "https://tekton.dev/chains/v2/slsa",
    externalParameters: { runSpec: { taskRef: { name: "build" } } },
    internalParameters: {
      buildConfig: {
        tasks: [{ name: "fetch", steps: [{ entryPoint: "set -e", arguments: ["--fast"] }] }],
        llbDefinition: [
          {
            id: "step0",
            op: { Op: { file: { actions: [{ Action: { mkdir: { path: "/x" } } }] } } },
          },
          { id: "step1", op: { Op: { exec: { meta: { args: ["make"] } } } }, inputs: ["step0:0"] },
        ],
      },
    },
    resolvedDependencies: [
      {
        name: "inputs/result",
        uri: "git+https://github.com/acme/app.git",
        digest: { sha1: "5".repeat(40) },
      },
    ],
  },
  runDetails: {
    builder: {
      id: "https://tekton.dev/chains/v2",
      version: { chains: "0.26" },
      builderDependencies: [{ uri: "pkg:oci/runner", digest: { sha256: "7".repeat(64) } }],
    },
    byproducts: [{ name: "taskRunResults/log", mediaType: "text/plain" }],
    metadata: {
      buildkit_metadata: {
        vcs: { source: "https://github.com/acme/app", revision: "6".repeat(40) },
        source: { infos: [{ filename: "Dockerfile" }] },
        layers: { "step0:0": [] },
      },
    },
  },
});
