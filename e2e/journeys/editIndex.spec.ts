import type { Page } from "@playwright/test";
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
import type { Platform } from "../../shared/oci/platform.ts";
import { mediaTypes } from "../../shared/oci/mediaTypes.ts";
import { createdIndex } from "../createdIndex.ts";
import { expect, test } from "../fixtures.ts";
import { ComposePage } from "../pages/composePage.ts";
import { whyNoRealKeys } from "../realKeys.ts";
import { chooseAction, described, editUndoRedo, saveDialog } from "./entryActions.ts";

/** An image whose layer differs from those with another note. */
function image(platform: Platform, note = "first"): BuiltImage {
  return buildImage({ platform, layers: [{ note }] });
}

const amd64 = image({ os: "linux", architecture: "amd64" });
const arm64 = image({ os: "linux", architecture: "arm64", variant: "v8" });
const newerArm64 = image({ os: "linux", architecture: "arm64", variant: "v8" }, "second");
const newestArm64 = image({ os: "linux", architecture: "arm64", variant: "v8" }, "third");
const arm = image({ os: "linux", architecture: "arm" });
const windows = image({ os: "windows", architecture: "amd64" });
const s390x = image({ os: "linux", architecture: "s390x" });
const provenance = buildAttestation(amd64);

const everything = [amd64, arm64, newerArm64, arm, windows, provenance];

interface Edit {
  readonly title: string;
  readonly edit: (compose: ComposePage, page: Page) => Promise<void>;
  /** The descriptors of the pushed index. */
  readonly expected: readonly object[];
}

const descriptors = everything.map((entry) => described(entry));

function listedWithout(...left: readonly BuiltImage[]): readonly object[] {
  return everything.filter((entry) => !left.includes(entry)).map((entry) => described(entry));
}

async function saveField(page: Page, label: string, value: string): Promise<void> {
  await page.getByRole("dialog").getByLabel(label).fill(value);
  await saveDialog(page);
}

let registry: DockerRegistry;
const tag = (name: string): string => `${registry.host}/acme/app:${name}`;

test.beforeEach(async () => {
  registry = await startDockerRegistry();
  await pushImage(registry.url, "acme/app", "1", buildIndex({ entries: everything }));
  await pushImage(registry.url, "acme/app", "s390x", s390x);
  await pushImage(registry.url, "acme/app", "arm64", newestArm64);
});
test.afterEach(async () => {
  await registry.close();
});

const edits: readonly Edit[] = [
  {
    title: "append an image",
    edit: (compose) => compose.addSource(tag("s390x")),
    expected: [...descriptors, described(s390x)],
  },
  {
    title: "exclude one of two equal platforms by its digest",
    edit: (compose) => chooseAction(compose, arm64, "Exclude"),
    expected: listedWithout(arm64),
  },
  {
    title: "remove a platform with its attestation",
    edit: (compose) => chooseAction(compose, amd64, "Exclude"),
    expected: listedWithout(amd64, provenance),
  },
  {
    title: "give arm its variant",
    edit: async (compose, page) => {
      await chooseAction(compose, arm, "Edit platform…");
      await saveField(page, "Variant", "v7");
    },
    expected: everything.map((entry) =>
      entry === arm
        ? described(arm, { platform: { architecture: "arm", os: "linux", variant: "v7" } })
        : described(entry),
    ),
  },
  {
    title: "give Windows its version",
    edit: async (compose, page) => {
      await chooseAction(compose, windows, "Edit platform…");
      await saveField(page, "OS version", "10.0.20348.2700");
    },
    expected: everything.map((entry) =>
      entry === windows
        ? described(windows, {
            platform: { architecture: "amd64", os: "windows", "os.version": "10.0.20348.2700" },
          })
        : described(entry),
    ),
  },
  {
    title: "replace one of two equal platforms, in its place",
    edit: async (compose, page) => {
      await chooseAction(compose, arm64, "Replace with…");
      await page.getByRole("dialog").getByLabel("Replace with").fill(tag("arm64"));
      await page.keyboard.press("Enter");
      await expect(page.getByRole("dialog")).toBeHidden();
    },
    expected: everything.map((entry) =>
      entry === arm64
        ? // Like buildx, the platform of an image's config is written without v8.
          described(newestArm64, { platform: { architecture: "arm64", os: "linux" } })
        : described(entry),
    ),
  },
];

for (const { title, edit, expected } of edits) {
  test(`${title}: undone, redone and pushed to the byte`, async ({ app, page }) => {
    test.skip(whyNoRealKeys() !== undefined, whyNoRealKeys());
    const compose = new ComposePage(page);
    await compose.addSource(tag("1"));
    await compose.addTarget(tag("1"));
    await expect(compose.targets.getByText("current")).toBeVisible();
    const wanted = await createdIndex(tag("1"), expected);
    await editUndoRedo(app, compose, () => edit(compose, page), wanted);
    const push = await compose.review();
    await push.push();
    const pushed = await fetch(`${registry.url}/v2/acme/app/manifests/1`, {
      headers: { accept: mediaTypes.ociIndex },
    });
    expect(await pushed.text()).toBe(wanted);
  });
}
