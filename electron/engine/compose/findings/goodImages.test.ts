import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import type { Annotations, Descriptor } from "../../../../shared/oci/descriptor.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import type { Platform } from "../../../../shared/oci/platform.ts";
import type { Finding } from "../../../../shared/preview.ts";
import { perTest } from "../../../testing/perTest.ts";
import { seedImage } from "../../../testing/registry/seedImage.ts";
import { amd64, arm64, linux, signal, startWorkbench } from "../../../testing/workbench.ts";
import { digestOf } from "../../oci/digest.ts";
import {
  buildAttestation,
  buildImage,
  buildIndex,
  type BuiltImage,
} from "../../sample/buildImage.ts";

const bench = perTest(startWorkbench);

/** An image listed with a platform and annotations. @param config the platform of its config, if it is another */
function listed(
  platform: Platform,
  {
    config = platform,
    annotations,
    note = "",
  }: {
    readonly config?: Platform;
    readonly annotations?: Annotations;
    readonly note?: string;
  } = {},
): BuiltImage {
  const image = buildImage({
    platform: config,
    layers: [{ note, name: JSON.stringify(platform) }],
  });
  const more = annotations === undefined ? {} : { annotations };
  return { ...image, descriptor: { ...image.descriptor, platform, ...more } };
}

/** The manifest of an artifact. @param type of its config */
function artifact(type: string, listing: Partial<Descriptor>): BuiltImage {
  const bytes = Buffer.from("{}");
  const config = { mediaType: type, digest: digestOf(bytes), bytes };
  const described = { mediaType: type, digest: config.digest, size: bytes.byteLength };
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      config: described,
      layers: [],
    }),
  );
  const { ociManifest: mediaType } = mediaTypes;
  const digest = digestOf(manifest);
  const descriptor = { mediaType, digest, size: manifest.byteLength, ...listing };
  return { kind: "image", mediaType, digest, bytes: manifest, descriptor, config, layers: [] };
}

const arm = (variant: string): Platform => ({ os: "linux", architecture: "arm", variant });
const windows = (version: string): BuiltImage =>
  listed({ os: "windows", architecture: "amd64", "os.version": version });
const attested = [amd64, arm64].flatMap((image) => [image, buildAttestation(image)]);
const referrer = buildAttestation(amd64, "referrer");

const good: Readonly<Record<string, readonly BuiltImage[]>> = {
  "an official image with all variants of arm": [
    amd64,
    // Old builders wrote no variant into the config.
    listed(arm("v5"), { config: { os: "linux", architecture: "arm" } }),
    listed(arm("v6")),
    listed(arm("v7")),
    listed(arm("v8")),
    arm64,
    listed({ os: "linux", architecture: "386" }),
    listed({ os: "linux", architecture: "mips64le" }),
    listed({ os: "linux", architecture: "ppc64le" }),
    listed({ os: "linux", architecture: "riscv64" }),
    listed({ os: "linux", architecture: "s390x" }),
    listed({ os: "linux", architecture: "loong64" }),
  ],
  "arm64 with and without a variant in entry and config": [
    listed(
      { os: "linux", architecture: "arm64" },
      { config: { os: "linux", architecture: "arm64", variant: "v8" } },
    ),
  ],
  "microarchitectures of amd64": ["v2", "v3", "v4"].map((variant) =>
    listed(
      { os: "linux", architecture: "amd64", variant },
      { config: { os: "linux", architecture: "amd64" } },
    ),
  ),
  "Windows builds": [
    windows("10.0.17763.6414"),
    windows("10.0.20348.2762"),
    windows("10.0.26100.1742"),
  ],
  "BuildKit attestations": attested,
  "attestations of BuildKit 0.32, which are referrers too": [
    amd64,
    {
      ...referrer,
      descriptor: {
        ...referrer.descriptor,
        annotations: buildAttestation(amd64).descriptor.annotations ?? {},
        platform: { os: "unknown", architecture: "unknown" },
      },
    },
  ],
  "entries with an unknown platform": [
    amd64,
    artifact("application/vnd.buildkit.cacheconfig.v0", {
      platform: { os: "unknown", architecture: "unknown" },
    }),
  ],
  "zstd and gzip, told apart by the annotation": [
    amd64,
    listed(
      { os: "linux", architecture: "amd64" },
      { annotations: { "io.github.containers.compression.zstd": "true" }, note: "zstd" },
    ),
  ],
  "os.features, as of EROFS": [
    amd64,
    listed({ os: "linux", architecture: "amd64", "os.features": ["erofs"] }),
  ],
  WebAssembly: [
    listed({ os: "wasi", architecture: "wasm" }),
    listed({ os: "wasip1", architecture: "wasm" }),
    listed({ os: "wasi", architecture: "wasm32" }),
  ],
  "FreeBSD and macOS, as Homebrew lists it": [
    listed({ os: "freebsd", architecture: "amd64" }),
    listed({ os: "freebsd", architecture: "amd64", "os.version": "14.1" }),
    listed({ os: "darwin", architecture: "arm64", "os.version": "macOS 14" }),
    listed({ os: "darwin", architecture: "arm64", "os.version": "macOS 15" }),
    listed({ os: "linux", architecture: "amd64", "os.version": "Ubuntu 22.04.5 LTS" }),
  ],
  "a Helm chart among images": [
    amd64,
    artifact("application/vnd.cncf.helm.config.v1+json", {
      artifactType: "application/vnd.cncf.helm.config.v1+json",
    }),
  ],
};

/** The warnings about an image as the only source. */
async function warningsOf(text: string): Promise<readonly Finding[]> {
  const { id, findings } = await bench.engine.composer.preview(bench.draftOf([text]), signal);
  const { previewFindings = findings, findings: remote } = await bench.engine.composer.losses(
    id,
    signal,
  );
  return [...previewFindings, ...remote].filter(({ severity }) => severity === "warning");
}

it.each(Object.entries(good))("%s give no warning", async (_, entries) => {
  seedImage(bench.registry, "acme/app", "good", buildIndex({ entries }));
  expect(await warningsOf("R/acme/app:good")).toEqual([]);
});

it("cosign signatures, single images and Docker lists give no warning", async () => {
  const signature = artifact(mediaTypes.ociConfig, {});
  seedImage(bench.registry, "acme/app", `${amd64.digest.replace(":", "-")}.sig`, signature);
  const docker = ["amd64", "s390x"].map((architecture) =>
    buildImage({ platform: { os: "linux", architecture }, mediaTypes: "docker" }),
  );
  const list = buildIndex({ entries: docker, mediaTypes: "docker" });
  seedImage(bench.registry, "acme/app", "list", list);
  seedImage(bench.registry, "acme/app", "single", linux("arm", "v7"));
  for (const tag of ["amd64", "list", "single"]) {
    expect(await warningsOf(`R/acme/app:${tag}`)).toEqual([]);
  }
});

it("indexes of the recorded vectors give the warnings that they are for, and no others", async () => {
  const file = path.join(import.meta.dirname, "../../../../e2e/conformance/vectors/registry.json");
  bench.registry.seed(JSON.parse(await readFile(file, "utf8")) as never);
  const found = new Map<string, readonly string[]>();
  for (const name of ["acme/app", "acme/tools", "a/b-c/d__e/f.g"]) {
    for (const tag of bench.registry.repository(name).tags.keys()) {
      const codes = (await warningsOf(`R/${name}:${tag}`)).map(({ code }) => code);
      found.set(`${name}:${tag}`, [...new Set(codes)]);
    }
  }
  expect(Object.fromEntries([...found].filter(([, codes]) => codes.length > 0))).toEqual({
    "acme/app:attested-orphan": ["dangling_attestation"],
    // Single images lose the os.version of their configs.
    "acme/app:docker-windows": ["missing_os_version"],
    "acme/app:windows": ["missing_os_version"],
    "acme/app:nested": ["wrong_size"],
    // Lists an image for linux as one for Windows.
    "acme/app:windows-two": ["config_mismatch"],
  });
});
