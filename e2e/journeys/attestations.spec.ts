import type { Page } from "@playwright/test";
import {
  buildImage,
  buildIndex,
  type BuiltImage,
} from "../../electron/engine/sample/buildImage.ts";
import { buildkitAttestation, type Predicate } from "../../electron/testing/buildkitAttestation.ts";
import {
  buildkitProvenance02,
  buildkitProvenance1,
  spdxOf,
  spdxPredicateType,
} from "../../electron/testing/evidence.ts";
import { startRegistry, type TestRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { startDockerRegistry } from "../../electron/testing/servers/dockerRegistry.ts";
import { pushImage } from "../../electron/testing/servers/pushImage.ts";
import { axeViolationsInBothThemes } from "../axeViolations.ts";
import { expect, test } from "../fixtures.ts";
import { ComparePage } from "../pages/comparePage.ts";
import { ComposePage } from "../pages/composePage.ts";
import { InspectPage } from "../pages/inspectPage.ts";

function build(architecture: string, version: string): BuiltImage {
  return buildImage({ platform: { os: "linux", architecture }, layers: [{ version }] });
}

const predicateOf = (statement: object): object =>
  (statement as { readonly predicate: object }).predicate;
const older: Predicate = ["https://slsa.dev/provenance/v0.2", predicateOf(buildkitProvenance02)];
const newer: Predicate = ["https://slsa.dev/provenance/v1", predicateOf(buildkitProvenance1)];
const sbom = (...purls: readonly string[]): Predicate => [spdxPredicateType, spdxOf(purls)];

const [amd64, arm64, s390x] = [build("amd64", "1"), build("arm64", "1"), build("s390x", "1")];
/** One image attested by BuildKit before 0.32, one by a later one, and one whose attestation no index lists. */
const proofs = {
  amd64: buildkitAttestation(amd64, "0.31", [sbom("pkg:deb/debian/zlib@1"), older]),
  arm64: buildkitAttestation(arm64, "0.32", [sbom("pkg:deb/debian/openssl@3.0.9"), newer]),
  s390x: buildkitAttestation(s390x, "0.32", [newer]),
};
const first = buildIndex({ entries: [amd64, arm64, s390x, proofs.amd64, proofs.arm64] });

interface Server {
  readonly host: string;
  close(): Promise<void>;
}

/** With a referrers API. */
async function startInMemory(): Promise<TestRegistry> {
  const started = await startRegistry();
  seedImage(started, "acme/app", "1", first);
  seedImage(started, "acme/app", undefined, proofs.s390x);
  return started;
}

/** Debian's, without that API: clients list the referrers of an image under a tag. */
async function startDebian(): Promise<Server> {
  const started = await startDockerRegistry();
  await pushImage(started.url, "acme/app", "1", first);
  for (const [image, proof] of [
    [arm64, proofs.arm64],
    [s390x, proofs.s390x],
  ] as const) {
    const list = image.digest.replace(":", "-");
    await pushImage(started.url, "acme/app", list, buildIndex({ entries: [proof] }));
  }
  return started;
}

/** Each with what refers to an image besides the attestations that the index lists. */
for (const [server, start, besides] of [
  ["a registry in memory", startInMemory, "nothing else"],
  ["docker-registry", startDebian, "list of referrers (fallback tag)"],
] as const) {
  test(`attestations of old and new BuildKits are shown with their images, from ${server}`, async ({
    page,
  }) => {
    const registry = await start();
    try {
      await checkAttestations(page, `${registry.host}/acme/app:1`, besides);
    } finally {
      await registry.close();
    }
  });
}

async function checkAttestations(page: Page, reference: string, besides: string): Promise<void> {
  const inspect = new InspectPage(page);
  await inspect.show();
  await inspect.open(reference);
  for (const [platform, purl, builder] of [
    ["linux/amd64", "pkg:deb/debian/zlib@1", "https://github.com/acme/app/actions/runs/1"],
    ["linux/arm64", "pkg:deb/debian/openssl@3.0.9", "slsa-definitions.md"],
  ] as const) {
    const row = inspect.view.getByRole("row", { name: new RegExp(`^${platform}`) });
    await expect(row).toContainText(platform === "linux/amd64" ? "alpine:3.20" : "base:2");
    await expect(row).toHaveAccessibleName(/base image .*, from its provenance, not verified/);
    await expect(row.getByRole("button", { name: /^Inspect SBOM \(SPDX\)/ })).toBeVisible();
    await expect(row.getByRole("button", { name: /^Inspect provenance/ })).toBeVisible();
    await row.getByRole("button", { name: /^Inspect SBOM \(SPDX\)/ }).click();
    await expect(inspect.view.getByText(purl)).toBeVisible();
    expect(await axeViolationsInBothThemes(page)).toEqual([]);
    await expect(inspect.view.getByText(/^It is not about the image/)).toHaveCount(0);
    await page.keyboard.press("Alt+ArrowLeft");
    await row.getByRole("button", { name: /^Inspect provenance/ }).click();
    await expect(inspect.view.getByText(builder).first()).toBeVisible();
    await expect(inspect.view.getByText(/^It is not about the image/)).toHaveCount(0);
    expect(await axeViolationsInBothThemes(page)).toEqual([]);
    await page.keyboard.press("Alt+ArrowLeft");
  }
  await inspect.view.getByRole("button", { name: "Copy", exact: true }).click();
  await expect(page.getByRole("menuitem", { name: "crane command" })).toBeVisible();
  expect(await axeViolationsInBothThemes(page)).toEqual([]);
  await page.keyboard.press("Escape");
  // The registry lists the newer attestations as referrers, too, or under a tag: what the index lists is not repeated.
  const tree = inspect.view.getByRole("tree", { name: "Contents" });
  await tree.getByRole("treeitem", { name: "refers to this", level: 3 }).nth(1).focus();
  await page.keyboard.press("ArrowRight");
  await expect(inspect.node(besides)).toBeVisible();
  // What no index lists is found by its subject.
  await inspect.node("linux/s390x").click();
  await inspect.showSection("Attestations");
  await expect(inspect.view.getByText("referrer", { exact: true })).toBeVisible();
  await inspect.view.getByRole("button", { name: /^Inspect .*, provenance$/ }).click();
  await expect(inspect.view.getByText(/^Decoded, not verified/)).toBeVisible();
  await expect(inspect.view.getByText(/^It is not about the image/)).toHaveCount(0);
}

let registry: TestRegistry;
const tag = (name: string): string => `${registry.host}/acme/app:${name}`;

test.describe("in Compose and Compare", () => {
  test.beforeEach(async () => {
    registry = await startInMemory();
  });
  test.afterEach(() => registry.close());

  test("attestations of old and new BuildKits follow their image in Compose", async ({
    app,
    page,
  }) => {
    const compose = new ComposePage(page);
    await compose.addSource(tag("1"));
    await expect(compose.entry("linux/s390x")).toContainText("attestation");
    const digests = async (): Promise<readonly string[]> => {
      const { manifests } = JSON.parse(await compose.copyJson(app)) as {
        readonly manifests: readonly { readonly digest: string }[];
      };
      return manifests.map(({ digest }) => digest);
    };
    for (const [platform, image, proof] of [
      ["linux/amd64", amd64, proofs.amd64],
      ["linux/arm64", arm64, proofs.arm64],
      ["linux/s390x", s390x, proofs.s390x],
    ] as const) {
      await compose.toggleEntry(platform);
      await expect.poll(digests).not.toContain(image.digest);
      expect(await digests()).not.toContain(proof.digest);
      await compose.toggleEntry(platform);
      await expect.poll(digests).toContain(image.digest);
      expect(await digests()).toContain(proof.digest);
    }
  });

  test("SBOMs of old and new BuildKits are compared", async ({ page }) => {
    const [next, arm] = [build("amd64", "2"), build("arm64", "2")];
    const entries = [
      next,
      buildkitAttestation(next, "0.32", [sbom("pkg:deb/debian/zlib@2"), newer]),
      arm,
    ];
    seedImage(registry, "acme/app", "2", buildIndex({ entries }));
    seedImage(
      registry,
      "acme/app",
      undefined,
      buildkitAttestation(arm, "0.32", [sbom("pkg:deb/debian/openssl@3.0.10")]),
    );
    const compare = new ComparePage(page);
    await compare.show();
    await compare.compare(tag("1"), tag("2"));
    for (const [platform, upgraded] of [
      ["linux/amd64", "debian/zlib, upgraded, 1 → 2, deb"],
      ["linux/arm64", "debian/openssl, upgraded, 3.0.9 → 3.0.10, deb"],
    ] as const) {
      await compare.entries.getByRole("row", { name: new RegExp(`^${platform}, changed`) }).click();
      await compare.showTab("Packages");
      await expect(compare.view.getByRole("row", { name: upgraded })).toBeVisible();
      expect(await axeViolationsInBothThemes(page)).toEqual([]);
    }
  });
});
