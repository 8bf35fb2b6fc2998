import type { TestRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { smallImages } from "./sourceImages.ts";

/** As many tags as a list shows. */
export const tagCount = 50_000;

/** Adds the repository `acme/tagged`, whose tags are all of one image. */
export function addTags(registry: TestRegistry): void {
  const [image] = smallImages(1);
  if (image === undefined) {
    return;
  }
  seedImage(registry, "acme/tagged", "latest", image);
  const { tags } = registry.repository("acme/tagged");
  for (let at = 1; at < tagCount; at += 1) {
    tags.set(
      `${at % 40}.${Math.floor(at / 40)}.${at % 7}${at % 3 === 0 ? "-alpine" : ""}`,
      image.digest,
    );
  }
}
