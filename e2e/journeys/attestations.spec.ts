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
import { axeViolations } from "../axeViolations.ts";
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

let registry: TestRegistry;
const tag = (name: string): string => `${registry.host}/acme/app:${name}`;

test.beforeEach(async () => {
  registry = await startRegistry();
  seedImage(registry, "acme/app", "1", first);
  seedImage(registry, "acme/app", undefined, proofs.s390x);
});
test.afterEach(() => registry.close());

test("attestations of old and new BuildKits are shown with their images", async ({ page }) => {
  const inspect = new InspectPage(page);
  await inspect.show();
  await inspect.open(tag("1"));
  for (const [platform, purl, builder] of [
    ["linux/amd64", "pkg:deb/debian/zlib@1", "https://github.com/acme/app/actions/runs/1"],
    ["linux/arm64", "pkg:deb/debian/openssl@3.0.9", "slsa-definitions.md"],
  ] as const) {
    const row = inspect.view.getByRole("row", { name: platform });
    await expect(row.getByRole("button", { name: /^Inspect SBOM \(SPDX\)/ })).toBeVisible();
    await expect(row.getByRole("button", { name: /^Inspect provenance/ })).toBeVisible();
    await row.getByRole("button", { name: /^Inspect SBOM \(SPDX\)/ }).click();
    await expect(inspect.view.getByText(purl)).toBeVisible();
    await expect(inspect.view.getByText(/^It is not about the image/)).toHaveCount(0);
    await page.keyboard.press("Alt+ArrowLeft");
    await row.getByRole("button", { name: /^Inspect provenance/ }).click();
    await expect(inspect.view.getByText(builder).first()).toBeVisible();
    await expect(inspect.view.getByText(/^It is not about the image/)).toHaveCount(0);
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press("Alt+ArrowLeft");
  }
  // The registry lists the newer attestations as referrers, too: what the index lists is not repeated.
  const tree = inspect.view.getByRole("tree", { name: "Contents" });
  await tree.getByRole("treeitem", { name: "refers to this", level: 3 }).nth(1).focus();
  await page.keyboard.press("ArrowRight");
  await expect(inspect.node("nothing else")).toBeVisible();
  // What no index lists is found by its subject.
  await inspect.node("linux/s390x").click();
  await inspect.showSection("Attestations");
  await expect(inspect.view.getByText("referrer", { exact: true })).toBeVisible();
  await inspect.view.getByRole("button", { name: /^Inspect .*, provenance$/ }).click();
  await expect(inspect.view.getByText(/^Decoded, not verified/)).toBeVisible();
  await expect(inspect.view.getByText(/^It is not about the image/)).toHaveCount(0);
});

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
  }
});
