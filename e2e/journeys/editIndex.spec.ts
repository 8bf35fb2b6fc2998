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
import { pressRealKeys, whyNoRealKeys } from "../realKeys.ts";

/** An image whose layer differs from those with another note. */
function image(platform: Platform, note = "first"): BuiltImage {
  return buildImage({ platform, layers: [{ note }] });
}

const amd64 = image({ os: "linux", architecture: "amd64" });
const arm64 = image({ os: "linux", architecture: "arm64", variant: "v8" });
const newerArm64 = image({ os: "linux", architecture: "arm64", variant: "v8" }, "second");
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

/** The descriptor of an image, in buildx's field order. */
function described({ digest, descriptor }: BuiltImage, changes: object = {}): object {
  return {
    digest,
    platform: descriptor.platform,
    ...(descriptor.annotations && { annotations: descriptor.annotations }),
    ...changes,
  };
}

const descriptors = everything.map((entry) => described(entry));

function listedWithout(...left: readonly BuiltImage[]): readonly object[] {
  return everything.filter((entry) => !left.includes(entry)).map((entry) => described(entry));
}

/** Opens the menu of an entry by its digest, since two have the same platform. */
async function chooseAction(
  compose: ComposePage,
  { digest }: BuiltImage,
  action: string,
): Promise<void> {
  await compose
    .entry(digest.slice(-4))
    .and(compose.entry(digest.slice("sha256:".length).slice(0, 4)))
    .click({ button: "right" });
  await compose.page.getByRole("menuitem", { name: action, exact: true }).click();
}

async function saveField(page: Page, label: string, value: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(label).fill(value);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
}

let registry: DockerRegistry;
const tag = (name: string): string => `${registry.host}/acme/app:${name}`;

test.beforeEach(async () => {
  registry = await startDockerRegistry();
  await pushImage(registry.url, "acme/app", "1", buildIndex({ entries: everything }));
  await pushImage(registry.url, "acme/app", "s390x", s390x);
  await pushImage(registry.url, "acme/app", "arm64-new", newerArm64);
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
    title: "replace an image, in its place",
    edit: async (compose, page) => {
      await chooseAction(compose, amd64, "Replace with…");
      await page.getByRole("dialog").getByLabel("Replace with").fill(tag("s390x"));
      await page.keyboard.press("Enter");
      await expect(page.getByRole("dialog")).toBeHidden();
    },
    expected: [described(s390x), ...listedWithout(amd64, provenance)],
  },
];

for (const { title, edit, expected } of edits) {
  test(`${title}: undone, redone and pushed to the byte`, async ({ app, page }) => {
    test.skip(whyNoRealKeys() !== undefined, whyNoRealKeys());
    const compose = new ComposePage(page);
    await compose.addSource(tag("1"));
    await compose.addTarget(tag("1"));
    await expect(compose.targets.getByText("current")).toBeVisible();
    const before = await compose.copyJson(app);

    await edit(compose, page);
    const wanted = await createdIndex(tag("1"), expected);
    await expect.poll(() => compose.copyJson(app)).toBe(wanted);
    await compose.result.getByRole("grid").getByRole("row").first().focus();
    await pressRealKeys(app, "ctrl+z");
    await expect.poll(() => compose.copyJson(app)).toBe(before);
    await pressRealKeys(app, "ctrl+shift+z");
    await expect.poll(() => compose.copyJson(app)).toBe(wanted);

    const push = await compose.review();
    await push.push();
    const pushed = await fetch(`${registry.url}/v2/acme/app/manifests/1`, {
      headers: { accept: mediaTypes.ociIndex },
    });
    expect(await pushed.text()).toBe(wanted);
  });
}
