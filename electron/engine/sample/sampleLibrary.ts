import type { SampleImage } from "../../../shared/ipc/contract.ts";
import { LayoutStore } from "../stores/layout/layoutStore.ts";
import { buildAttestation, buildImage, buildIndex } from "./buildImage.ts";
import { packFiles } from "./packFiles.ts";
import type { BuiltBlob, BuiltImage, BuiltIndex } from "./buildImage.ts";
import type { Platform } from "../../../shared/oci/platform.ts";

/** What is in the library, in the order in which it is offered. */
const images: readonly {
  readonly tag: string;
  readonly title: string;
  readonly content: BuiltImage | BuiltIndex;
}[] = [
  {
    tag: "amd64",
    title: "Image for linux/amd64",
    content: greeter({ os: "linux", architecture: "amd64" }),
  },
  {
    tag: "arm64",
    title: "Image for linux/arm64",
    content: greeter({ os: "linux", architecture: "arm64", variant: "v8" }),
  },
  {
    tag: "armv7",
    title: "Image for linux/arm/v7",
    content: greeter({ os: "linux", architecture: "arm", variant: "v7" }),
  },
  {
    tag: "attested",
    title: "Index for linux/s390x and linux/riscv64, with provenance",
    content: attestedIndex(),
  },
];

/**
 * Make the sample library, a small OCI image layout on the person's own disk, so that the main job can be
 * tried without a registry. Made anew it is the same to the byte; what is there already is left alone.
 *
 * @param folder where it is, or will be
 * @returns what to type to use each image
 */
export async function createSampleLibrary(folder: string): Promise<readonly SampleImage[]> {
  const store = new LayoutStore(folder);
  const present = new Set(await store.listTags().catch(() => []));
  for (const { tag, content } of images) {
    if (present.has(tag)) continue;
    await putContent(store, content);
    await store.tag(tag, content, patience());
  }
  return images.map(({ tag, title }) => ({ text: `${store.repository}:${tag}`, title }));
}

async function putContent(store: LayoutStore, content: BuiltImage | BuiltIndex): Promise<void> {
  if (content.kind === "index") {
    for (const entry of content.entries) await putContent(store, entry);
  } else {
    for (const blob of [content.config, ...content.layers]) await putBlob(store, blob);
  }
  await store.pushManifest(content);
}

async function putBlob(store: LayoutStore, { mediaType, digest, bytes }: BuiltBlob): Promise<void> {
  const descriptor = { mediaType, digest, size: bytes.byteLength };
  if (await store.hasBlob(descriptor, patience())) return;
  const open = async function* (): AsyncGenerator<Uint8Array> {
    yield bytes;
  };
  await store.pushBlob(
    descriptor,
    () => Promise.resolve(open()),
    patience(),
    () => {},
  );
}

/** Local writes end soon, or something is wrong with the disk. */
function patience(): AbortSignal {
  return AbortSignal.timeout(30_000);
}

/** An image with one file that says hello: of no use but to be combined. */
function greeter(platform: Platform): BuiltImage {
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

function attestedIndex(): BuiltIndex {
  const platforms = [
    { os: "linux", architecture: "s390x" },
    { os: "linux", architecture: "riscv64" },
  ];
  return buildIndex({
    entries: platforms.flatMap((platform) => {
      const image = greeter(platform);
      return [image, buildAttestation(image)];
    }),
    annotations: { "org.opencontainers.image.title": "Manifestry sample" },
  });
}
