import type { BuiltImage, BuiltIndex } from "../../engine/sample/buildImage.ts";
import type { TestRegistry } from "./registry.ts";

/** Adds an image with its content to the registry; without a tag if `tag` is undefined. */
export function seedImage(
  registry: TestRegistry,
  repository: string,
  tag: string | undefined,
  image: BuiltImage | BuiltIndex,
): void {
  const stored = registry.repository(repository);
  if (image.kind === "index") {
    for (const entry of image.entries) {
      seedImage(registry, repository, undefined, entry);
    }
  } else {
    for (const blob of [image.config, ...image.layers]) {
      stored.blobs.set(blob.digest, blob.bytes);
    }
  }
  stored.manifests.set(image.digest, { mediaType: image.mediaType, bytes: image.bytes });
  if (tag !== undefined) {
    stored.tags.set(tag, image.digest);
  }
}
