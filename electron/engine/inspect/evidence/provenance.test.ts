import { describe, expect, it } from "vitest";
import type { ProvenanceView } from "../../../../shared/evidence.ts";
import { stageSteps } from "../../../testing/buildSteps.ts";
import { workflowProvenance } from "../../../testing/evidence.ts";
import { readProvenance } from "./provenance.ts";

const commit = "5".repeat(40);
const repository = "git+https://github.com/acme/app";
const material = { uri: `${repository}.git`, digest: { gitCommit: commit } };

function read(version: "v0.1" | "v0.2" | "v1", predicate: object): ProvenanceView {
  return readProvenance(`https://slsa.dev/provenance/${version}`, predicate);
}

function read1(externalParameters: object, resolvedDependencies: readonly object[] = [material]) {
  return read("v1", { buildDefinition: { externalParameters, resolvedDependencies } });
}

describe("the steps of a build", () => {
  const many = Array.from({ length: 400 }, (_, at) => ({
    id: `step${at}`,
    op: { Op: { exec: { meta: { args: ["/bin/sh", "-c", `make ${at}`] } } } },
    inputs: [`step${at - 1}:0`],
  }));
  const buildConfig = { llbDefinition: many, digestMapping: { "sha256:1": "step1" }, note: "x" };
  const step = {
    id: "step7",
    operation: "exec",
    detail: "/bin/sh -c make 7",
    inputs: ["step6:0"],
  };

  it("are no parameters, and what was asked for comes first", () => {
    const view = read("v1", {
      buildDefinition: {
        externalParameters: {
          aaa: "other",
          request: {
            root: {},
            locals: [{ name: "context" }, { name: "dockerfile" }],
            secrets: [{ id: "GIT_AUTH_TOKEN", optional: true }],
            ssh: [{ id: "default" }],
            args: { "build-arg:VERSION": "1" },
            frontend: "dockerfile.v0",
          },
        },
        internalParameters: { builderPlatform: "linux/amd64", buildConfig },
      },
    });
    expect(view.steps).toHaveLength(400);
    expect(view.steps[7]).toEqual(step);
    expect(view.parameters.map(({ name, value }) => `${name} = ${value}`)).toEqual([
      "frontend = dockerfile.v0",
      "args.build-arg:VERSION = 1",
      "secrets = GIT_AUTH_TOKEN (optional)",
      "ssh = default",
      "locals = context, dockerfile",
      "aaa = other",
      "internal.builderPlatform = linux/amd64",
      "internal.buildConfig.note = x",
    ]);
  });

  it("are read of version 0.2", () => {
    const view = read("v0.2", { buildConfig });
    expect(view.steps[7]).toEqual(step);
    expect(view.parameters).toEqual([{ name: "buildConfig.note", value: "x" }]);
  });

  it("are named by sources and actions on files", () => {
    const actions = [
      { Action: { copy: { src: "/src", dest: "/app" } } },
      { Action: { mkdir: { path: "/data" } } },
      { Action: null },
    ];
    const { steps } = read("v0.2", {
      buildConfig: { llbDefinition: [...stageSteps, { op: { Op: { file: { actions } } } }, 7] },
    });
    expect(steps.map(({ operation, detail }) => `${operation}: ${detail}`)).toEqual([
      `source: docker-image://docker.io/library/golang:1.23@sha256:${"aa".repeat(32)}`,
      `source: docker-image://docker.io/library/alpine:3.20@sha256:${"bb".repeat(32)}`,
      "exec: ",
      "file: ",
      ": ",
      "file: copy /src to /app, mkdir /data",
      ": ",
    ]);
  });

  it("are read of Tekton, of a task and of a pipeline", () => {
    const ran = (container: string) => ({
      entryPoint: "set -e",
      arguments: ["--fast"],
      environment: { container, image: "oci://ghcr.io/acme/git@sha256:1" },
      annotations: null,
    });
    const tasks = [{ name: "fetch", steps: [ran("clone")] }];
    expect(read("v0.2", { buildConfig: { steps: [ran("build")], tasks } }).steps).toEqual([
      {
        id: "0",
        operation: "build",
        detail: "set -e --fast",
        inputs: ["oci://ghcr.io/acme/git@sha256:1"],
      },
      {
        id: "fetch 0",
        operation: "clone",
        detail: "set -e --fast",
        inputs: ["oci://ghcr.io/acme/git@sha256:1"],
      },
    ]);
  });
});

describe("the source of a build", () => {
  it("has the commit of the same repository among the materials", () => {
    const { predicate } = workflowProvenance as { readonly predicate: object };
    expect(read("v1", predicate).source).toEqual({
      name: `${repository}@refs/tags/v1`,
      digests: [`gitCommit:${commit}`],
    });
  });

  it.each<[string, object, string]>([
    [
      "a source",
      { source: { uri: `${repository}@refs/heads/main` } },
      `${repository}@refs/heads/main`,
    ],
    ["a source as text", { source: repository }, repository],
    [
      "a workflow without a commit",
      { workflow: { repository: "https://github.com/acme/app", ref: "main" } },
      `${repository}@main`,
    ],
    [
      "what Cloud Build builds",
      { sourceToBuild: { repository, ref: "refs/heads/main" } },
      `${repository}@refs/heads/main`,
    ],
    [
      "the repository of the build's configuration",
      { buildConfigSource: { repository: "https://user@github.com/acme/app/", path: "ci.yaml" } },
      "https://user@github.com/acme/app/",
    ],
  ])("is %s", (_, external, name) => {
    expect(read1(external).source).toEqual({ name, digests: [`gitCommit:${commit}`] });
  });

  it("has the commit of a material whose ref has a line break", () => {
    const materials = [{ ...material, uri: `${material.uri}@main\n` }];
    const { source } = read("v0.2", {
      invocation: { configSource: { uri: repository } },
      materials,
    });
    expect(source).toEqual({ name: repository, digests: [`gitCommit:${commit}`] });
  });

  it("keeps the digest that it states, and none of another repository", () => {
    const stated = { source: { uri: repository, digest: { sha1: "1" } } };
    expect(read1(stated).source).toEqual({ name: repository, digests: ["sha1:1"] });
    expect(read1({ source: "git+https://github.com/acme/other" }).source?.digests).toEqual([]);
  });

  it("is the input of Tekton Chains", () => {
    const dependencies = [
      { name: "task", uri: "git+https://github.com/acme/catalog.git", digest: { sha1: "1" } },
      { name: "inputs/result", uri: `${repository}.git`, digest: { sha1: commit } },
      { uri: "oci://ghcr.io/acme/git", digest: { sha256: "2" } },
    ];
    const source = { name: `${repository}.git`, digests: [`sha1:${commit}`] };
    const buildType = "https://tekton.dev/chains/v2/slsa";
    const version1 = { buildDefinition: { buildType, resolvedDependencies: dependencies } };
    expect(read("v1", version1).source).toEqual(source);
    const version02 = { buildType: "tekton.dev/v1/TaskRun", materials: dependencies.slice(1) };
    expect(read("v0.2", version02).source).toEqual(source);
  });

  it("is the material that a recipe is in", () => {
    const recipe = { type: "make", entryPoint: "release", definedInMaterial: 1 };
    const materials = [{ uri: "pkg:deb/gcc" }, material];
    expect(read("v0.1", { recipe, materials }).source?.name).toBe(`${repository}.git`);
  });
});

it("reads what the builder is made of, and what the build left besides its subjects", () => {
  const digest = { sha256: "1" };
  const view = read("v1", {
    runDetails: {
      builder: {
        id: "https://acme.example/builder",
        version: { runner: "2.3", image: "9" },
        builderDependencies: [{ uri: "pkg:oci/runner", digest }],
      },
      byproducts: [
        { name: "build.log", digest },
        ...Array.from({ length: 600 }, () => ({ name: "x" })),
      ],
    },
  });
  expect(view).toMatchObject({
    builderVersion: "runner 2.3, image 9",
    builderDependencies: [{ name: "pkg:oci/runner", digests: ["sha256:1"] }],
  });
  expect(view.byproducts[0]).toEqual({ name: "build.log", digests: ["sha256:1"] });
  expect(view.byproducts).toHaveLength(501);
  expect(view.byproducts.at(-1)).toEqual({ name: "… 101 more in Raw", digests: [] });
});

it.each([
  ["v0.2", "https://mobyproject.org/buildkit@v1#metadata"],
  ["v1", "buildkit_metadata"],
] as const)("reads the metadata of BuildKit in %s", (version, key) => {
  const metadata = {
    [key]: {
      vcs: { source: "https://github.com/acme/app", revision: commit, "localdir:context": "." },
      source: { infos: [{ filename: "Dockerfile", data: "eA==" }, { filename: "b.hcl" }] },
      layers: { "step0:0": [], "step1:0": [] },
      other: "y",
    },
  };
  const view = read(version, { metadata, runDetails: { metadata } });
  expect(view.source).toEqual({
    name: "https://github.com/acme/app",
    digests: [`gitCommit:${commit}`],
  });
  expect(view.metadata).toEqual([
    { name: `${key}.other`, value: "y" },
    { name: `${key}.vcs.localdir:context`, value: "." },
    { name: "source files", value: "Dockerfile, b.hcl" },
    { name: "steps with layers", value: "2" },
  ]);
});

it("reads the checkout beside the source that the builder was given", () => {
  const vcs = { source: "https://github.com/acme/app", revision: commit };
  const view = read("v1", {
    buildDefinition: {
      externalParameters: { configSource: { uri: "https://git.example/app#main" } },
    },
    runDetails: { metadata: { buildkit_metadata: { vcs } } },
  });
  expect(view.source?.name).toBe("https://git.example/app#main");
  expect(view.checkout).toEqual({ name: vcs.source, digests: [`gitCommit:${commit}`] });
});
