import { LayoutStore } from "../stores/layout/layoutStore.ts";
import { buildAttestation, buildImage, buildIndex } from "./buildImage.ts";
import { packFiles } from "./packFiles.ts";
import type { BuiltBlob, BuiltImage, BuiltIndex } from "./buildImage.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import { type SampleTag, sampleTags } from "./sampleImages.ts";

/** Builds the content of the images. */
const contents: Readonly<Record<SampleTag, () => BuiltImage | BuiltIndex>> = {
  amd64: () => buildSampleImage({ os: "linux", architecture: "amd64" }),
  arm64: () => buildSampleImage({ os: "linux", architecture: "arm64", variant: "v8" }),
  armv7: () => buildSampleImage({ os: "linux", architecture: "arm", variant: "v7" }),
  attested: buildAttestedIndex,
};

/**
 * Creates the sample library, a small OCI image layout to try the app without a registry. Its bytes are always the same.
 * Existing tags are not changed.
 *
 * @param folder created when needed
 */
export async function createSampleLibrary(folder: string): Promise<void> {
  const store = new LayoutStore(folder);
  const present = new Set(await store.listTags().catch(() => []));
  for (const { tag } of sampleTags) {
    if (present.has(tag)) {
      continue;
    }
    const content = contents[tag]();
    await pushContent(store, content);
    await store.tag(tag, content, { signal: writeTimeout() });
  }
}

async function pushContent(store: LayoutStore, content: BuiltImage | BuiltIndex): Promise<void> {
  if (content.kind === "index") {
    for (const entry of content.entries) {
      await pushContent(store, entry);
    }
  } else {
    for (const blob of [content.config, ...content.layers]) {
      await pushBlobBytes(store, blob);
    }
  }
  await store.pushManifest(content);
}

async function pushBlobBytes(
  store: LayoutStore,
  { mediaType, digest, bytes }: BuiltBlob,
): Promise<void> {
  const descriptor = { mediaType, digest, size: bytes.byteLength };
  if (await store.hasBlob(descriptor, writeTimeout())) {
    return;
  }
  const open = async function* (): AsyncGenerator<Uint8Array> {
    yield bytes;
  };
  await store.pushBlob(descriptor, { open: () => Promise.resolve(open()), signal: writeTimeout() });
}

/** Returns a signal that aborts writes to a disk that does not respond. */
function writeTimeout(): AbortSignal {
  return AbortSignal.timeout(30_000);
}

/** Builds an image with one file. */
function buildSampleImage(platform: Platform): BuiltImage {
  const name = [platform.os, platform.architecture, platform.variant].filter(Boolean).join("/");
  return buildImage({
    platform,
    // Not compressed: the same bytes whatever zlib the app runs with.
    layers: [packFiles({ "etc/greeting": `Hello from ${name}.\n` })],
    config: {
      created: "2026-01-01T00:00:00Z",
      config: {
        Env: ["PATH=/usr/bin:/bin"],
        Cmd: ["cat", "/etc/greeting"],
        Labels: { "org.opencontainers.image.title": "Manifestry sample" },
      },
    },
  });
}

function buildAttestedIndex(): BuiltIndex {
  const platforms = [
    { os: "linux", architecture: "s390x" },
    { os: "linux", architecture: "riscv64" },
  ];
  return buildIndex({
    entries: platforms.flatMap((platform) => {
      const image = buildSampleImage(platform);
      return [image, buildAttestation(image)];
    }),
    annotations: { "org.opencontainers.image.title": "Manifestry sample" },
  });
}
