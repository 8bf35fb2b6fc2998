import type { Locator, Page } from "@playwright/test";
import {
  buildAttestation,
  buildImage,
  buildIndex,
} from "../../electron/engine/sample/buildImage.ts";
import type { TestRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";

const linux = (architecture: string) => buildImage({ platform: { os: "linux", architecture } });
export const amd64 = linux("amd64");
export const arm64 = linux("arm64");
export const index = buildIndex({ entries: [amd64, arm64, buildAttestation(amd64)] });

/** Seeds acme/app with an index as 1.9, an image as 1.10 and latest, and a signature; and acme/base. */
export function seedTags(registry: TestRegistry): void {
  seedImage(registry, "acme/app", "1.9", index);
  seedImage(registry, "acme/app", "1.10", amd64);
  const { tags } = registry.repository("acme/app");
  tags.set("latest", amd64.digest);
  tags.set(`${index.digest.replace(":", "-")}.sig`, arm64.digest);
  seedImage(registry, "acme/base", "3", arm64);
}

/** The rows of the list of tags. */
export function tagRows(page: Page): Locator {
  return page.getByRole("grid", { name: "Tags" }).getByRole("row");
}
