import type { Descriptor } from "../../shared/oci/descriptor.ts";
import { type BuiltImage, type BuiltIndex, describe } from "../engine/sample/buildImage.ts";
import { describeReferrer } from "../engine/oci/referrer.ts";
import type { Store } from "../engine/stores/store.ts";
import type { Content } from "../engine/oci/content.ts";

const { signal } = new AbortController();

async function* streamOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Pushes one blob to a store. */
export async function pushBlob(
  to: Store,
  descriptor: Descriptor,
  bytes: Uint8Array,
): Promise<void> {
  await to.pushBlob(descriptor, { open: async () => streamOf(bytes), signal });
}

/** Pushes a manifest, and adds it to its subject's referrers if it has a subject. */
export async function pushManifest(to: Store, content: Content): Promise<void> {
  await to.pushManifest(content, signal);
  const reference = describeReferrer(content);
  if (reference) {
    await to.indexReferrers(reference.subject, [reference.referrer], signal);
  }
}

/** Pushes an image or index to a store as an executed plan does: blobs in parallel, then manifests, children first. */
export async function pushContent(to: Store, content: BuiltImage | BuiltIndex): Promise<void> {
  if (content.kind === "index") {
    for (const entry of content.entries) {
      await pushContent(to, entry);
    }
  }
  const blobs = content.kind === "image" ? [content.config, ...content.layers] : [];
  await Promise.all(blobs.map((blob) => pushBlob(to, describe(blob), blob.bytes)));
  await pushManifest(to, content);
}
