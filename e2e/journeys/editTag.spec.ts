import type { ElectronApplication, Page } from "@playwright/test";
import {
  buildAttestation,
  buildImage,
  buildIndex,
  type BuiltImage,
} from "../../electron/engine/sample/buildImage.ts";
import {
  type DockerRegistry,
  startDockerRegistry,
} from "../../electron/testing/servers/dockerRegistry.ts";
import { pushImage } from "../../electron/testing/servers/pushImage.ts";
import type { ImageIndex } from "../../shared/oci/imageIndex.ts";
import { mediaTypes } from "../../shared/oci/mediaTypes.ts";
import type { Platform } from "../../shared/oci/platform.ts";
import { expect, test } from "../fixtures.ts";
import { ComposePage } from "../pages/composePage.ts";
import { PushDialog } from "../pages/pushDialog.ts";
import { pressRealKeys, whyNoRealKeys } from "../realKeys.ts";

const image = (platform: Platform): BuiltImage => buildImage({ platform });
const amd64 = image({ os: "linux", architecture: "amd64" });
const arm = image({ os: "linux", architecture: "arm" });
const s390x = image({ os: "linux", architecture: "s390x" });
const provenance = buildAttestation(amd64);
const annotations = { "org.opencontainers.image.title": "app" };
const artifactType = "application/vnd.example.release.v1+json";
const index = buildIndex({ entries: [amd64, provenance, arm], annotations, artifactType });

let registry: DockerRegistry;
const tag = (name: string): string => `${registry.host}/acme/app:${name}`;

test.beforeEach(async () => {
  registry = await startDockerRegistry();
  await pushImage(registry.url, "acme/app", "1", index);
  await pushImage(registry.url, "acme/app", "s390x", s390x);
});
test.afterEach(async () => {
  await registry.close();
});

async function pushedText(): Promise<string> {
  const response = await fetch(`${registry.url}/v2/acme/app/manifests/1`, {
    headers: { accept: mediaTypes.ociIndex },
  });
  return await response.text();
}

/** What a user does; each step is one key, one click, or one text and Enter. */
type Step = (page: Page, app: ElectronApplication) => Promise<void>;

const typed =
  (text: () => string): Step =>
  async (page) => {
    await page.keyboard.insertText(text());
    await page.keyboard.press("Enter");
  };

/** A key of the system, which reaches the menu. */
const key =
  (keys: string): Step =>
  async (_, app) =>
    await pressRealKeys(app, keys);

const action =
  (platform: string, name: string): Step =>
  async (page) => {
    await new ComposePage(page).entry(platform).click({ button: "right" });
    await page.getByRole("menuitem", { name, exact: true }).click();
  };

/** Asks for the tag and waits for the draft. */
const edit: readonly Step[] = [
  key("ctrl+e"),
  async (page, app) => {
    await expect(page.getByRole("textbox", { name: "Tag to edit" })).toBeFocused();
    await typed(() => tag("1"))(page, app);
    const { result, sources } = new ComposePage(page);
    await expect(result.getByText("unchanged copy")).toBeVisible();
    await expect(sources.getByRole("textbox", { name: "Add source" })).toBeFocused();
    await expect(page.getByText("No change: the tag holds exactly this.")).toBeVisible();
  },
];

const save: readonly Step[] = [
  key("ctrl+Return"),
  async (page) => await new PushDialog(page).push(),
];

interface Job {
  readonly title: string;
  readonly steps: readonly Step[];
  readonly expected: readonly BuiltImage["descriptor"][];
}

const jobs: readonly Job[] = [
  {
    title: "append a platform",
    steps: [typed(() => tag("s390x"))],
    expected: [amd64, provenance, arm, s390x].map(({ descriptor }) => descriptor),
  },
  {
    title: "replace one",
    steps: [action("linux/arm", "Replace with…"), typed(() => tag("s390x"))],
    expected: [amd64, provenance, s390x].map(({ descriptor }) => descriptor),
  },
  {
    title: "remove one",
    steps: [action("linux/amd64", "Exclude")],
    expected: [arm.descriptor],
  },
  {
    title: "fix a platform",
    steps: [
      action("linux/arm", "Edit platform…"),
      async (page, app) => {
        await page.getByRole("dialog").getByLabel("Variant").focus();
        await typed(() => "v7")(page, app);
      },
    ],
    expected: [
      amd64.descriptor,
      provenance.descriptor,
      {
        ...arm.descriptor,
        platform: { architecture: "arm", os: "linux", variant: "v7" },
      },
    ],
  },
];

for (const { title, steps, expected } of jobs) {
  test(`from the open app, ${title} in at most 5 steps, and save`, async ({ app, page }) => {
    test.skip(whyNoRealKeys() !== undefined, whyNoRealKeys());
    const job = [...edit, ...steps];
    expect(job.length).toBeLessThanOrEqual(5);
    expect(save.length).toBeLessThanOrEqual(5);
    for (const step of job) {
      await step(page, app);
    }
    await expect(page.getByText("No change: the tag holds exactly this.")).toBeHidden();
    await expect(page.getByRole("button", { name: "Review push…" })).not.toHaveAttribute(
      "aria-disabled",
      "true",
    );
    for (const step of save) {
      await step(page, app);
    }
    const pushed = JSON.parse(await pushedText()) as ImageIndex;
    expect(pushed).toEqual({
      schemaVersion: 2,
      mediaType: mediaTypes.ociIndex,
      artifactType,
      manifests: expected,
      annotations,
    });
  });
}
