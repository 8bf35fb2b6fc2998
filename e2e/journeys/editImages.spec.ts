import type { Page } from "@playwright/test";
import {
  buildAttestation,
  buildIndex,
  type BuiltImage,
} from "../../electron/engine/sample/buildImage.ts";
import {
  type DockerRegistry,
  startDockerRegistry,
} from "../../electron/testing/servers/dockerRegistry.ts";
import { pushImage } from "../../electron/testing/servers/pushImage.ts";
import { mediaTypes } from "../../shared/oci/mediaTypes.ts";
import { createdIndex } from "../createdIndex.ts";
import { expect, test } from "../fixtures.ts";
import { ComposePage } from "../pages/composePage.ts";
import { whyNoRealKeys } from "../realKeys.ts";
import { craneImages } from "./craneImages.ts";
import { chooseAction, described, editUndoRedo, saveDialog } from "./entryActions.ts";

const { oci, docker, annotated, armV7 } = craneImages;
const provenance = buildAttestation(oci.amd64);

interface Edit {
  readonly title: string;
  readonly edit: (compose: ComposePage, page: Page) => Promise<void>;
  /** What the pushed index lists, in its order. */
  readonly expected: readonly BuiltImage[];
}

let registry: DockerRegistry;
const tag = (name: string): string => `${registry.host}/acme/app:${name}`;

test.beforeEach(async () => {
  registry = await startDockerRegistry();
  const entries = [oci.amd64, oci.arm, provenance];
  await pushImage(registry.url, "acme/app", "1", buildIndex({ entries }));
});
test.afterEach(async () => {
  await registry.close();
});

/** The index that buildx makes of images in a repository that the app does not see. */
async function indexOf(entries: readonly BuiltImage[]): Promise<string> {
  for (const entry of entries) {
    await pushImage(registry.url, "expected", undefined, entry);
  }
  return await createdIndex(
    `${registry.host}/expected:1`,
    entries.map((entry) => described(entry)),
  );
}

async function convertAll(compose: ComposePage, entry: BuiltImage, to: string): Promise<void> {
  await chooseAction(compose, entry, "Convert to OCI / Docker…");
  const dialog = compose.page.getByRole("dialog");
  await dialog.getByText(`Convert to ${to}`).click();
  await dialog.getByText("All 2 images of the result").click();
  await saveDialog(compose.page);
}

async function pushedText(name: string): Promise<string> {
  const response = await fetch(`${registry.url}/v2/acme/app/manifests/${name}`, {
    headers: { accept: [mediaTypes.ociIndex, mediaTypes.dockerList].join(", ") },
  });
  return await response.text();
}

async function pushedManifest(digest: string): Promise<string> {
  const response = await fetch(`${registry.url}/v2/acme/app/manifests/${digest}`, {
    headers: { accept: [mediaTypes.ociManifest, mediaTypes.dockerManifest].join(", ") },
  });
  return await response.text();
}

const edits: readonly Edit[] = [
  {
    title: "annotations of an image, as crane mutate --annotation",
    edit: async (compose, page) => {
      await chooseAction(compose, oci.amd64, "Image annotations…");
      const dialog = page.getByRole("dialog");
      for (const [key, value] of [
        ["org.opencontainers.image.title", "app"],
        ["org.example.note", "<first>"],
      ] as const) {
        await dialog.getByRole("button", { name: "Add annotation" }).click();
        await page.keyboard.insertText(key);
        await page.keyboard.press("Tab");
        await dialog.getByRole("textbox", { name: `Value of ${key}` }).fill(value);
      }
      await saveDialog(page);
    },
    expected: [annotated, oci.arm],
  },
  {
    title: "the platform in a config, as crane mutate --set-platform",
    edit: async (compose, page) => {
      await chooseAction(compose, oci.arm, "Config platform…");
      await page.getByRole("dialog").getByLabel("Variant").fill("v7");
      await saveDialog(page);
    },
    expected: [oci.amd64, armV7, provenance],
  },
];

for (const { title, edit, expected } of edits) {
  test(`${title}: undone, redone and pushed to the byte`, async ({ app, page }) => {
    test.skip(whyNoRealKeys() !== undefined, whyNoRealKeys());
    const compose = new ComposePage(page);
    await compose.addSource(tag("1"));
    await compose.addTarget(tag("1"));
    await expect(compose.targets.getByText("current")).toBeVisible();
    const wanted = await indexOf(expected);
    await editUndoRedo(app, compose, () => edit(compose, page), wanted);
    const push = await compose.review();
    await push.push();
    expect(await pushedText("1")).toBe(wanted);
    for (const { digest, bytes } of expected) {
      expect(await pushedManifest(digest)).toBe(Buffer.from(bytes).toString());
    }
  });
}

test("images are converted to Docker and back: undone, redone and pushed to the byte", async ({
  app,
  page,
}) => {
  test.skip(whyNoRealKeys() !== undefined, whyNoRealKeys());
  const compose = new ComposePage(page);
  await compose.addSource(tag("1"));
  await compose.addTarget(tag("docker"));
  await expect(compose.entry("linux/arm")).toBeVisible();
  const toDocker = await indexOf([docker.amd64, docker.arm]);
  await editUndoRedo(app, compose, () => convertAll(compose, oci.amd64, "Docker"), toDocker);
  const first = await compose.review();
  await first.push();
  expect(await pushedText("docker")).toBe(toDocker);
  await first.close();

  await compose.removeAllSources();
  await compose.addSource(tag("docker"));
  await compose.addTarget(tag("oci"));
  await expect(compose.entry(docker.arm.digest.slice(-4))).toBeVisible();
  const back = await indexOf([oci.amd64, oci.arm]);
  await editUndoRedo(app, compose, () => convertAll(compose, docker.amd64, "OCI"), back);
  const second = await compose.review();
  await second.push();
  expect(await pushedText("oci")).toBe(back);
});
