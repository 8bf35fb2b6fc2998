import { describe, expect, it } from "vitest";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { EngineError } from "../errors.ts";
import type { Content } from "./content.ts";
import { digestOf } from "./digest.ts";
import { editConfigPlatform } from "./editConfig.ts";
import { editManifest, type ManifestChange } from "./editManifest.ts";

/**
 * Written by crane of Debian unstable in 2026 with `crane append --oci-empty-base -f layer.tar`; the expected digests are those that
 * `crane mutate` printed for the same edit of it.
 */
const craneConfig =
  '{"architecture":"","created":"0001-01-01T00:00:00Z","history":[{"created":"0001-01-01T00:00:00Z"}],"os":"","rootfs":{"type":"layers","diff_ids":["sha256:ea7bb343376c2880c8c0c15abc871f49571e0a51e55e4b61ab15eee518729cef"]},"config":{}}';
const craneManifest =
  '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","size":233,"digest":"sha256:d29b05c3558ac42adf7b66d0f2dfb272ef49dfb2d37a4cccae44d94496e4ca7f"},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","size":112,"digest":"sha256:e617058e088afc651e494fd5b776e804c950c466f14aa296fc5bb740a7a90a68"}]}';
const craneDigests = {
  oci: "sha256:1c4c9b31cac22e6a84f6df39ec6eb0864ca459462345adf0d3a7882be503121f",
  // Without --oci-empty-base.
  docker: "sha256:b8132c51384abe0b2350b513d9b5894f6ecd6c12eefe615582a1fdeec2288b00",
  // --set-platform linux/arm/v7:1.2
  platform: "sha256:6b6fac6e958460134de1ce2beae04e8bc3ae86897380613cac37cc4777d4e6c5",
  // the same, then --annotation 'b=<x>' --annotation a=1
  annotated: "sha256:8fd438ec67c85ad60ed74b274db38e71dc8604cb89e981613c715052ef4ac51e",
  // --set-platform linux/arm64 --annotation c=3
  both: "sha256:78c786978ede65f6f8ea0fc8301d3dced642923af887ccc9b92fb87e6f9c56d3",
};

function contentOf(text: string, mediaType: string = mediaTypes.ociManifest): Content {
  const bytes = Buffer.from(text);
  return { mediaType, digest: digestOf(bytes), bytes };
}

function edited(content: Content, change: ManifestChange): Content {
  return editManifest(content, change, "linux/amd64").content;
}

function textOf({ bytes }: { readonly bytes: Uint8Array }): string {
  return Buffer.from(bytes).toString();
}

/** A manifest as Docker pushes it: indented by three spaces. */
function manifestWith(
  layers: readonly object[],
  more: object = {},
  config: object = { mediaType: mediaTypes.ociConfig, digest: `sha256:${"c".repeat(64)}`, size: 7 },
): Content {
  const mediaType = mediaTypes.ociManifest;
  return contentOf(
    JSON.stringify({ schemaVersion: 2, mediaType, config, layers, ...more }, null, 3),
  );
}

function layer(mediaType: string): object {
  return { mediaType, size: 112, digest: `sha256:${"1".repeat(64)}` };
}

describe("an image that crane wrote", () => {
  const source = contentOf(craneManifest);

  it("is edited to the same bytes as by crane mutate", () => {
    expect(source.digest).toBe(craneDigests.oci);
    const config = Buffer.from(craneConfig);
    const arm = { variant: "v7", os: "linux", "os.version": "1.2", architecture: "arm" };
    const armConfig = editConfigPlatform(config, arm, "config");
    const platform = edited(source, { config: armConfig });
    expect(platform.digest).toBe(craneDigests.platform);
    const annotations = [
      { key: "b", value: "<x>" },
      { key: "a", value: "1" },
    ];
    expect(edited(platform, { annotations }).digest).toBe(craneDigests.annotated);
    const arm64 = editConfigPlatform(
      armConfig,
      { os: "linux", architecture: "arm64", variant: "", "os.version": "" },
      "config",
    );
    const both = { config: arm64, annotations: [{ key: "c", value: "3" }] };
    expect(edited(platform, both).digest).toBe(craneDigests.both);
  });

  it("is converted to what crane writes in the other format, and back", () => {
    const docker = edited(source, { convertTo: "docker" });
    expect(docker.mediaType).toBe(mediaTypes.dockerManifest);
    expect(docker.digest).toBe(craneDigests.docker);
    expect(edited(docker, { convertTo: "oci" }).digest).toBe(craneDigests.oci);
    expect(edited(source, { convertTo: "oci" })).toBe(source);
  });
});

describe("a conversion", () => {
  it("keeps unknown fields, their order, numbers and white space, and the layers' digests", () => {
    const text = textOf(
      manifestWith(
        [
          { ...layer("application/vnd.oci.image.layer.v1.tar+gzip"), annotations: { k: "\u00e9" } },
          layer("application/vnd.oci.image.layer.v1.tar"),
          layer("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"),
        ],
        { "x-other": [1.5, null] },
      ),
    ).replace("1.5", "1.50e+1");
    const docker = edited(contentOf(`${text}\n`), { convertTo: "docker" });
    const expected = text
      .replace(mediaTypes.ociManifest, mediaTypes.dockerManifest)
      .replace(mediaTypes.ociConfig, mediaTypes.dockerConfig)
      .replace("vnd.oci.image.layer.v1.tar+gzip", "vnd.docker.image.rootfs.diff.tar.gzip")
      .replace("vnd.oci.image.layer.v1.tar", "vnd.docker.image.rootfs.diff.tar")
      .replace(
        "vnd.oci.image.layer.nondistributable.v1.tar+gzip",
        "vnd.docker.image.rootfs.foreign.diff.tar.gzip",
      );
    expect(textOf(docker)).toBe(`${expected}\n`);
    expect(textOf(edited(docker, { convertTo: "oci" }))).toBe(`${text}\n`);
  });

  it("to Docker removes what Docker manifests do not have, and says so", () => {
    const subject = {
      mediaType: mediaTypes.ociManifest,
      digest: `sha256:${"5".repeat(64)}`,
      size: 1,
    };
    const source = manifestWith([], { subject, annotations: { a: "1", b: "2" } });
    const { content, drops } = editManifest(source, { convertTo: "docker" }, "linux/amd64");
    expect(drops).toEqual(["2 annotations (a, b)", "the subject"]);
    expect(JSON.parse(textOf(content))).toEqual({
      schemaVersion: 2,
      mediaType: mediaTypes.dockerManifest,
      config: expect.objectContaining({ mediaType: mediaTypes.dockerConfig }) as unknown,
      layers: [],
    });
  });

  it("to Docker adds the media type that OCI manifests may lack", () => {
    const { mediaType: _, ...rest } = JSON.parse(craneManifest) as Record<string, unknown>;
    const docker = edited(contentOf(JSON.stringify(rest)), { convertTo: "docker" });
    expect(docker.digest).toBe(craneDigests.docker);
  });

  it.each([
    ["application/vnd.oci.image.layer.v1.tar+zstd", "is compressed with zstd"],
    ["application/vnd.oci.image.layer.nondistributable.v1.tar+zstd", "is compressed with zstd"],
    ["application/vnd.oci.image.layer.v1.tar+gzip+encrypted", "is encrypted"],
    ["application/vnd.in-toto+json", "has no Docker counterpart"],
    ["", "has the type (none)"],
  ])("to Docker is refused for a layer %s", (mediaType, reason) => {
    const convert = (): unknown =>
      edited(manifestWith([layer(mediaType)]), { convertTo: "docker" });
    expect(convert).toThrow(EngineError);
    expect(convert).toThrow(reason);
    expect(convert).toThrow(/^linux\/amd64 cannot be converted to Docker: the layer sha256:1/);
  });

  it("to OCI converts the layers that only OCI defines, and keeps types of others", () => {
    const types = ["application/vnd.docker.image.rootfs.diff.tar.zstd", "application/wasm"];
    const { layers } = JSON.parse(
      textOf(edited(manifestWith(types.map(layer)), { convertTo: "oci" })),
    ) as { layers: readonly { mediaType: string }[] };
    expect(layers.map(({ mediaType }) => mediaType)).toEqual([
      "application/vnd.oci.image.layer.v1.tar+zstd",
      "application/wasm",
    ]);
    expect(() =>
      edited(manifestWith([layer("application/vnd.docker.other")]), { convertTo: "oci" }),
    ).toThrow("has no OCI counterpart");
  });

  it("is refused for what is not an image", () => {
    const helm = manifestWith([], {}, { mediaType: "application/vnd.cncf.helm.config.v1+json" });
    expect(() => edited(helm, { convertTo: "docker" })).toThrow("it is not an image");
    const artifact = manifestWith([], { artifactType: "application/vnd.acme" });
    expect(() => edited(artifact, { convertTo: "docker" })).toThrow("application/vnd.acme");
    const index = contentOf('{"schemaVersion":2,"manifests":[]}', mediaTypes.ociIndex);
    expect(() => edited(index, { convertTo: "docker" })).toThrow("is not an image manifest");
  });
});

describe("a manifest without a list of layers", () => {
  it("is not edited, and keeps its bytes if nothing changes", () => {
    const layers = [layer("application/vnd.oci.image.layer.v1.tar+gzip")];
    for (const more of [
      { layers: undefined, blobs: layers },
      { layers: null, blobs: layers },
      { layers: undefined },
      { blobs: layers },
    ]) {
      const source = manifestWith(layers, more);
      for (const change of [
        { convertTo: "docker" },
        { annotations: [{ key: "a", value: "1" }] },
        { config: Buffer.from("{}") },
      ] as const) {
        expect(() => edited(source, change)).toThrow("so it cannot be edited");
      }
      expect(edited(source, { annotations: [{ key: "a" }] })).toBe(source);
    }
  });
});

describe("annotations", () => {
  it("are set and removed in their place, sorted if they were", () => {
    const source = manifestWith([], { annotations: { a: "1", c: "3" } });
    const annotations = [{ key: "b", value: "2" }, { key: "c", value: "4" }, { key: "a" }];
    expect(textOf(edited(source, { annotations }))).toBe(
      textOf(manifestWith([], { annotations: { b: "2", c: "4" } })),
    );
    const unsorted = manifestWith([], { annotations: { c: "3", a: "1" } });
    expect(textOf(edited(unsorted, { annotations: [{ key: "b", value: "2" }] }))).toBe(
      textOf(manifestWith([], { annotations: { c: "3", a: "1", b: "2" } })),
    );
    const none = [{ key: "a" }, { key: "c" }];
    expect(textOf(edited(source, { annotations: none }))).toBe(textOf(manifestWith([])));
  });

  it("that change nothing leave the bytes as they are, also odd white space", () => {
    const odd = contentOf(craneManifest.replace('"layers"', ' "layers"  '));
    expect(edited(odd, { annotations: [{ key: "a" }] })).toBe(odd);
  });

  it("need an OCI manifest", () => {
    const docker = edited(contentOf(craneManifest), { convertTo: "docker" });
    const annotations = [{ key: "a", value: "1" }];
    expect(() => edited(docker, { annotations })).toThrow("a Docker manifest, which has no");
    expect(() => edited(contentOf(craneManifest), { convertTo: "docker", annotations })).toThrow(
      EngineError,
    );
    expect(textOf(edited(docker, { annotations, convertTo: "oci" }))).toBe(
      craneManifest.replace(/\}$/, ',"annotations":{"a":"1"}}'),
    );
  });
});

describe("a config's platform", () => {
  function configAfter(text: string, edit: Parameters<typeof editConfigPlatform>[1]): string {
    return textOf({ bytes: editConfigPlatform(Buffer.from(text), edit, "config") });
  }

  it("is edited in place; all else keeps its bytes", () => {
    // As BuildKit writes it: sorted.
    const text = '{"architecture":"arm","config":{"n":1e2},"moby.x":null,"os":"linux","rootfs":{}}';
    expect(configAfter(text, { variant: "v7" })).toBe(text.replace(/\}$/, ',"variant":"v7"}'));
    expect(configAfter(text, { "os.features": ["b", "a"] })).toBe(
      text.replace('"linux"', '"linux","os.features":["b","a"]'),
    );
    expect(configAfter(text, { architecture: "arm64", os: "windows" })).toBe(
      text.replace('"arm"', '"arm64"').replace("linux", "windows"),
    );
  });

  it("is written in the order of image-spec where the others have it", () => {
    const text = '{"created":"x","architecture":"arm","os":"linux","config":{},"rootfs":{}}';
    expect(configAfter(text, { variant: "v6", "os.version": "10.0" })).toBe(
      text.replace('"linux"', '"linux","os.version":"10.0","variant":"v6"'),
    );
  });

  it("keeps the bytes if it is already so, and reads null as absent", () => {
    const text = '{"os":"linux", "architecture":"arm","variant":null}';
    const bytes = Buffer.from(text);
    expect(editConfigPlatform(bytes, { os: "linux", variant: "" }, "config")).toBe(bytes);
    expect(JSON.parse(configAfter(text, { variant: "v7" }))).toMatchObject({ variant: "v7" });
  });

  it("is refused if the config is not JSON, or ambiguous", () => {
    for (const text of ["x", "[]", '{"os":"a","os":"b"}', '{"OS":"linux"}', '{"os":1}']) {
      expect(() => configAfter(text, { os: "linux" })).toThrow(EngineError);
    }
  });
});
