import { describe, expect, it } from "vitest";
import { emptyPasteResult, type PasteResult } from "./pasteResult.ts";
import { parsePaste } from "./parsePaste.ts";

const digest = `sha256:${"ab".repeat(32)}`;

function parsed(text: string): Partial<PasteResult> {
  const { notes: _, isCommand: __, ...rest } = parsePaste(text);
  return Object.fromEntries(
    Object.entries(rest).filter(([, value]) => !Array.isArray(value) || value.length > 0),
  );
}

const index = (key: string, value: string) => ({ scope: { kind: "index" }, key, value });

describe("parsePaste with a command", () => {
  it.each<[string, string, object]>([
    [
      "buildx, over several lines",
      `$ docker buildx imagetools create \\
         -t ghcr.io/acme/app:1.4 --tag=ghcr.io/acme/app:latest \\
         --annotation "index:org.opencontainers.image.title=Acme's \\"App\\"" \\
         --annotation 'index,manifest-descriptor[linux/arm64]:k=a b' \\
         --platform linux/amd64,linux/arm64 -p linux/s390x \\
         --prefer-index=false --metadata-file out.json --builder x --progress=plain \\
         ghcr.io/acme/app:amd64 ${digest}   # the other one`,
      {
        sources: ["ghcr.io/acme/app:amd64", digest],
        targets: ["ghcr.io/acme/app:1.4", "ghcr.io/acme/app:latest"],
        annotations: [
          index("org.opencontainers.image.title", 'Acme\'s "App"'),
          index("k", "a b"),
          { scope: { kind: "platform", platform: "linux/arm64" }, key: "k", value: "a b" },
        ],
        platforms: ["linux/amd64", "linux/arm64", "linux/s390x"],
        preferIndex: false,
      },
    ],
    [
      "buildx that appends",
      `sudo DOCKER_HOST=x docker --context prod buildx imagetools create --append -tx.io/a:1 '{"digest": "${digest}"}' && echo done > log`,
      { sources: ["x.io/a:1", `{"digest": "${digest}"}`], targets: ["x.io/a:1"] },
    ],
    [
      "buildx in PowerShell",
      "docker.exe buildx imagetools create `\r\n  -t x.io/a:1 `\r\n  x.io/a:amd64 > out.txt",
      { sources: ["x.io/a:amd64"], targets: ["x.io/a:1"] },
    ],
    [
      "buildx in a workflow, with an argument after --",
      "- run: |\n    docker buildx imagetools create -t x.io/a:1 -- x.io/a:amd64",
      { sources: ["x.io/a:amd64"], targets: ["x.io/a:1"] },
    ],
    [
      "crane index append",
      "crane index append --flatten=false -m x.io/a:amd64 --manifest=x.io/a:arm64 -t x.io/a:1 x.io/base:1",
      { sources: ["x.io/base:1", "x.io/a:amd64", "x.io/a:arm64"], targets: ["x.io/a:1"] },
    ],
    [
      "crane index filter",
      "crane index filter x.io/a:1 --platform linux/amd64 --platform linux/arm64 -t x.io/a:2",
      { sources: ["x.io/a:1"], targets: ["x.io/a:2"], platforms: ["linux/amd64", "linux/arm64"] },
    ],
    [
      "regctl index create",
      `regctl index create x.io/a:1 --ref x.io/b:1 --ref ocidir:///srv/c:2 --digest ${digest} --platform linux/amd64 --annotation k=v --desc-annotation d=e=f`,
      {
        sources: ["x.io/b:1", "oci-layout:///srv/c:2", `x.io/a@${digest}`],
        targets: ["x.io/a:1"],
        platforms: ["linux/amd64"],
        annotations: [index("k", "v"), { scope: { kind: "entries" }, key: "d", value: "e=f" }],
      },
    ],
    [
      "docker manifest create with the push after it",
      "docker manifest create --amend acme/app:1 acme/app:amd64 acme/app:arm64\ndocker manifest push acme/app:1",
      { sources: ["acme/app:amd64", "acme/app:arm64"], targets: ["acme/app:1"] },
    ],
    [
      "podman manifest create, add and push",
      "podman manifest create app; podman manifest add app docker://x.io/a:1; podman manifest push --all app docker://x.io/a:2",
      { sources: ["x.io/a:1"], targets: ["app", "x.io/a:2"] },
    ],
    [
      "skopeo copy",
      "skopeo --insecure-policy copy --all --src-creds me:secret docker://x.io/a:1 oci:/srv/images:1",
      { sources: ["x.io/a:1"], targets: ["oci-layout:///srv/images:1"], preferIndex: false },
    ],
    [
      "skopeo copy of one platform",
      "skopeo copy --override-arch arm --override-variant v7 docker://x.io/a:1 docker://x.io/a:2",
      {
        sources: ["x.io/a:1"],
        targets: ["x.io/a:2"],
        platforms: ["linux/arm/v7"],
        preferIndex: false,
      },
    ],
    [
      "oras manifest index create",
      `oras manifest index create x.io/a:1,latest amd64 ${digest} x.io/b:2 --annotation k=v`,
      {
        sources: ["x.io/a:amd64", `x.io/a@${digest}`, "x.io/b:2"],
        targets: ["x.io/a:1", "x.io/a:latest"],
        annotations: [index("k", "v")],
      },
    ],
    [
      "copies of one source to several targets",
      "crane cp x.io/a:1 y.io/a:1\ncrane cp x.io/a:1 z.io/a:1",
      { sources: ["x.io/a:1"], targets: ["y.io/a:1", "z.io/a:1"], preferIndex: false },
    ],
    ["docker pull", "docker pull --platform linux/arm64 alpine", { sources: ["alpine"] }],
    ["podman image pull", "podman image pull quay.io/a/b", { sources: ["quay.io/a/b"] }],
    ["crane pull into a file", "crane pull x.io/a:1 image.tar", { sources: ["x.io/a:1"] }],
    ["nerdctl in a namespace", "nerdctl -n k8s.io pull alpine:3", { sources: ["alpine:3"] }],
    ["docker with flags before", "docker -D -H tcp://x:1 pull -q a/b", { sources: ["a/b"] }],
    [
      "ctr",
      "ctr -n k8s.io images pull docker.io/library/alpine:3",
      { sources: ["docker.io/library/alpine:3"] },
    ],
    ["crictl", "sudo crictl pull x.io/a:1", { sources: ["x.io/a:1"] }],
    ["skopeo inspect", "skopeo inspect --raw docker://x.io/a:1", { sources: ["x.io/a:1"] }],
    ["skopeo list-tags", "skopeo list-tags docker://x.io/a", { sources: ["x.io/a"] }],
    [
      "regctl manifest get",
      "regctl manifest get --platform local x.io/a:1",
      { sources: ["x.io/a:1"] },
    ],
    ["oras pull", "oras pull -o out x.io/a:1", { sources: ["x.io/a:1"] }],
    ["crane export into a file", "crane export x.io/a:1 - | tar tf -", { sources: ["x.io/a:1"] }],
    [
      "helm pull with a version",
      "helm pull oci://x.io/charts/app --version 1.2.3+b1 -d out",
      { sources: ["x.io/charts/app:1.2.3_b1"] },
    ],
    [
      "helm install with its name",
      "helm install --wait web oci://localhost:5000/charts/app:1 -f values.yaml",
      { sources: ["localhost:5000/charts/app:1"] },
    ],
    ["helm show", "helm show values oci://x.io/charts/app", { sources: ["x.io/charts/app"] }],
    [
      "the stages of a Dockerfile",
      "FROM --platform=$BUILDPLATFORM golang:1.23 AS build\nRUN go build\nFROM scratch\nFROM alpine",
      { sources: ["golang:1.23", "alpine"] },
    ],
    [
      "a Dockerfile whose stages build on each other",
      "FROM golang:1.22 AS build\nRUN go build\nfrom Build as test\nFROM --platform=$BUILDPLATFORM test AS last\nFROM alpine:3\nFROM scratch\nFROM last",
      { sources: ["golang:1.22", "alpine:3"] },
    ],
    [
      "a Dockerfile that copies from stages and images",
      "FROM golang:1.22 AS build\nFROM alpine:3\nCOPY --from=build /a /a\nCOPY --from=0 /a /a\nCOPY --from=acme/b:1 /b /b",
      { sources: ["golang:1.22", "alpine:3", "acme/b:1"] },
    ],
    [
      "a Dockerfile with an image of a later stage's name",
      "FROM alpine AS base\nFROM nginx\nFROM base AS nginx\ndocker pull base",
      { sources: ["alpine", "nginx", "base"] },
    ],
  ])("parses %s", (_, text, wanted) => {
    expect(parsed(text)).toEqual(wanted);
  });

  it.each<[string, RegExp]>([
    [
      "docker buildx imagetools create -t x.io/a:1 -f descriptor.json x.io/a:2",
      /^Add descriptor\.json with/,
    ],
    ["docker buildx imagetools create --annotation k=v x.io/a:2", /without a type/],
    [
      "docker buildx imagetools create --annotation manifest:k=v x.io/a:2",
      /Annotations of manifest/,
    ],
    [
      "docker buildx imagetools create --annotation k x.io/a:2",
      /annotation k has no key and value/,
    ],
    ["docker buildx imagetools create --frobnicate x.io/a:2", /^Ignored: --frobnicate/],
    [
      "docker buildx imagetools create -t x.io/a:$TAG x.io/a:2",
      /replace the variable in x\.io\/a:\$TAG/,
    ],
    [
      "docker pull x.io/a:$(git describe --tags)",
      /replace the variable in x\.io\/a:\$\(git describe --tags\)/,
    ],
    ["ARG BASE=alpine:3\nFROM ${BASE} AS build\nFROM build", /replace the variable in \$\{BASE\}/],
    ["skopeo copy docker://x.io/a:1 docker://x.io/a:2", /^Without --all/],
    ["skopeo copy -a docker://x.io/a:1 dir:/tmp/x", /^dir: is not supported/],
    ["FROM scratch", /^scratch is no image/],
    ["docker run --rm", /^docker run names no image/],
    ["cosign verify --key secret", /^cosign verify names no image/],
    ["helm install web bitnami/nginx", /^Only charts in a registry/],
    ["docker login x.io -p secret\ndocker pull x.io/a:1", /^Ignored: docker login\.$/],
    ["crane cp x.io/a:1 y.io/a:1; crane cp x.io/b:1 y.io/b:1", /^Ignored: crane cp\.$/],
  ])("notes what it ignores in %s", (text, note) => {
    const { notes } = parsePaste(text);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(note);
    expect(JSON.stringify(parsePaste(text))).not.toContain("secret");
  });
});

describe("parsePaste with references", () => {
  it.each([
    ["docker://ghcr.io/acme/app:1", "ghcr.io/acme/app:1"],
    ["oci:/srv/images:1.0", "oci-layout:///srv/images:1.0"],
    ["oci:./out", "oci-layout://./out"],
    ["ocidir://out/images:1", "oci-layout://out/images:1"],
    ["oci://ghcr.io/acme/charts/app:1.2", "ghcr.io/acme/charts/app:1.2"],
    ["oci:///srv/images:1", "oci-layout:///srv/images:1"],
    ["oci-archive:out.tar:1", "oci-archive:out.tar:1"],
    ["docker-archive:/srv/out.tar:app:1", "docker-archive:/srv/out.tar:app:1"],
    ["oci-layout:///srv/my images:1", "oci-layout:///srv/my images:1"],
    ["https://ghcr.io/acme/app:1", "ghcr.io/acme/app:1"],
    ["https://hub.docker.com/r/acme/app/tags", "acme/app"],
    ["https://hub.docker.com/_/alpine", "alpine"],
    ["https://quay.io/repository/acme/app", "quay.io/acme/app"],
    [`https://x.io/v2/acme/app/manifests/${digest}`, `x.io/acme/app@${digest}`],
    ["alpine", "alpine"],
    ["python3.12", "python3.12"],
    ["my.image:1.0", "my.image:1.0"],
    ["postgres:16", "postgres:16"],
    [digest, digest],
  ])("reads %s as %s", (text, reference) => {
    expect(parsePaste(text)).toEqual({ ...emptyPasteResult, sources: [reference] });
  });

  it.each([
    ["ghcr.io", "ghcr.io is a registry"],
    ["https://registry.example.com:5000/", "registry.example.com:5000 is a registry"],
    ["localhost:5000", "localhost:5000 is a registry"],
    ["127.0.0.1:5000", "127.0.0.1:5000 is a registry"],
    ["dir:/srv/x", "dir: is not supported"],
    ["docker-daemon:app:1", "docker-daemon: is not supported"],
    ["containers-storage:app:1", "containers-storage: is not supported"],
    ["--metadata-file=/etc/passwd", "--metadata-file is an option"],
  ])("rejects %s and notes what to write instead", (text, note) => {
    const { sources, notes } = parsePaste(text);
    expect(sources).toEqual([]);
    expect(notes).toEqual([expect.stringContaining(note)]);
  });

  it("takes the items of a Markdown or YAML list", () => {
    expect(parsePaste("- 127.0.0.1:5000/a:1\n  * `b:2`\n1. alpine").sources).toEqual([
      "127.0.0.1:5000/a:1",
      "b:2",
      "alpine",
    ]);
  });

  it("takes no source from a saved plan", () => {
    const { sources, notes } = parsePaste('{\n  "version": 3,\n  "id": "a", "kind": "compose"\n}');
    expect({ sources, notes }).toEqual({
      sources: [],
      notes: ["A plan, not a source: drop its file, or use Open Plan."],
    });
  });

  it("splits a list at line breaks, commas and spaces", () => {
    expect(parsed("alpine\nbusybox")).toEqual({ sources: ["alpine", "busybox"] });
    expect(parsed("alpine, busybox")).toEqual({ sources: ["alpine", "busybox"] });
    expect(parsed("acme/app acme/tool a:1")).toEqual({ sources: ["acme/app", "acme/tool", "a:1"] });
  });

  it.each<[string, readonly string[]]>([
    ["Hello, world", []],
    ["please push the image today and/or tomorrow at 10:30", []],
    [
      "Use ghcr.io/acme/app:1.4, then (acme/tool:2) and alpine:3.20.",
      ["ghcr.io/acme/app:1.4", "acme/tool:2", "alpine:3.20"],
    ],
    [`the digest is ${digest}, see https://example.com/docs`, [digest]],
    ["docker images are at ghcr.io/acme/app:1", ["ghcr.io/acme/app:1"]],
    ["from there we go", []],
    ["dive deep", []],
    ["syft finds packages in images", []],
    ["notation of the flux", []],
  ])("finds only certain references in prose: %s", (text, sources) => {
    const pasted = parsePaste(text);
    expect(pasted.sources).toEqual(sources);
    expect(pasted.notes.join(" ")).toMatch(/^Ignored/);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ["image: nginx", ["nginx"], []],
    ['  - image: "ghcr.io/acme/app:1.4" # the app', ["ghcr.io/acme/app:1.4"], []],
    ['{"name": "web", "image": "ghcr.io/acme/app:1.4"}', ["ghcr.io/acme/app:1.4"], []],
    [
      `[{"RepoTags": ["acme/app:1"], "RepoDigests": ["acme/app@${digest}"]}]`,
      ["acme/app:1", `acme/app@${digest}`],
      [],
    ],
    ['{"containers": [{"image": "a:1"}, {"image": "a:1"}, {"image": 7}]}', ["a:1"], []],
    [`"image": "quay.io/a/b@${digest}",`, [`quay.io/a/b@${digest}`], []],
    [
      "services:\n  web:\n    image: acme/web:2\n    environment:\n      PASSWORD: hunter2\n  db:\n    image: 'postgres:16'\n",
      ["acme/web:2", "postgres:16"],
      ["Only the values of “image:” are read."],
    ],
    ["image: acme/web:${TAG}", ["acme/web:${TAG}"], [expect.stringContaining("${TAG}") as string]],
    ["image: bob:hunter2@x.io/acme/app:1", [], [expect.stringContaining("Credentials") as string]],
  ])("reads the image fields of YAML and JSON: %s", (text, sources, notes) => {
    expect(parsePaste(text)).toEqual({ ...emptyPasteResult, sources, notes });
  });
});
