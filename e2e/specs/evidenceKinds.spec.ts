import { buildIndex } from "../../electron/engine/sample/buildImage.ts";
import { evidenceKinds } from "../../electron/testing/evidenceKinds.ts";
import { startRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { startDockerRegistry } from "../../electron/testing/servers/dockerRegistry.ts";
import { pushImage } from "../../electron/testing/servers/pushImage.ts";
import { amd64 } from "../../electron/testing/workbench.ts";
import { axeViolationsInBothThemes } from "../axeViolations.ts";
import { expect, test } from "../fixtures.ts";
import { InspectPage } from "../pages/inspectPage.ts";

const kinds = evidenceKinds(amd64);
const identity = "https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1";

/** By kind: the name in the list, and what the readable view shows. */
const shown: Readonly<Record<string, readonly [name: string, ...facts: readonly string[]]>> = {
  "cosign signature": ["signature (cosign tag)", "cosign, not verified", identity, "12345"],
  OpenVEX: ["VEX (OpenVEX)", "CVE-2026-2", "fixed", "pkg:oci/app"],
  "vulnerability report": ["vulnerability report", "CVE-2026-4", "openssl", "trivy 0.60"],
  "Trivy report": ["vulnerability report", "libssl3", "3.3.1-r0", "1 critical, 1 high, 1 low"],
  "Grype report": ["vulnerability report", "grype 0.100.0", "braces", "4.1.0, 3.9.9"],
  SARIF: ["vulnerability report", "SARIF 2.1.0", "CVE-2026-13", "zlib", "1.3.1"],
  "CycloneDX with vulnerabilities": [
    "SBOM (CycloneDX)",
    "2 packages",
    "3 vulnerabilities",
    "not_affected: code_not_reachable",
  ],
  CSAF: ["VEX (CSAF)", "musl in app 1.4", "vulnerable_code_not_present"],
  "test result": ["test result", "FAILED", "window, menu"],
  "no subject": ["VEX", "It is not bound to any image", "CVE-2026-2"],
  CycloneDX: ["SBOM (CycloneDX)", "CycloneDX 1.6", "org.acme/lib", "Apache-2.0, Own"],
  "SPDX 3": ["SBOM (SPDX)", "SPDX 3.0.1", "pkg:apk/alpine/musl@1.2.5-r0"],
  "SPDX 2": ["SBOM (SPDX)", "SPDX 2.3", "pkg:apk/alpine/musl@1.2.5-r0", "nameless"],
  "provenance 0.2": ["provenance", "https://github.com/acme/app/actions/runs/1"],
  "provenance 1": ["provenance", "https://github.com/actions/runner/github-hosted"],
  "DSSE envelope": ["SBOM (SPDX)", "DSSE, not verified", "key-1", "1.2.5-r0"],
  "sigstore bundle": ["provenance (sigstore bundle)", "sigstore bundle, not verified", identity],
  "notation signature": ["notation signature", "notation, not verified", identity, "PS256"],
  "unknown predicate": [
    "acme.example/review/v1",
    "https://acme.example/review/v1",
    "reviewer",
    "ada",
  ],
  "another image": ["provenance", "slsa-definitions.md"],
};

interface Server {
  readonly host: string;
  close(): Promise<void>;
}

/** With a referrers API. */
async function startInMemory(): Promise<Server> {
  const registry = await startRegistry();
  seedImage(registry, "acme/app", "1", amd64);
  for (const { artifact, tag } of kinds) {
    seedImage(registry, "acme/app", tag, artifact);
  }
  return registry;
}

/** Without that API: clients list the referrers under a tag. */
async function startDebian(): Promise<Server> {
  const registry = await startDockerRegistry();
  await pushImage(registry.url, "acme/app", "1", amd64);
  for (const { artifact, tag } of kinds.filter((each) => each.tag !== undefined)) {
    await pushImage(registry.url, "acme/app", tag, artifact);
  }
  const entries = kinds.filter(({ tag }) => tag === undefined).map(({ artifact }) => artifact);
  const list = amd64.digest.replace(":", "-");
  await pushImage(registry.url, "acme/app", list, buildIndex({ entries }));
  return registry;
}

for (const [server, start] of [
  ["a registry in memory", startInMemory],
  ["docker-registry", startDebian],
] as const) {
  test(
    `every kind of evidence is readable and accessible, from ${server}`,
    { tag: "@sweep" },
    async ({ page }) => {
      const registry = await start();
      try {
        const inspect = new InspectPage(page);
        const details = inspect.view.getByRole("region", { name: "Details" });
        await inspect.show();
        await inspect.open(`${registry.host}/`);
        await expect(page.getByRole("grid", { name: "Repositories" })).toContainText("acme/app");
        expect(await axeViolationsInBothThemes(page)).toEqual([]);
        await inspect.open(`${registry.host}/acme/app:1`);
        for (const { kind, artifact } of kinds) {
          await inspect.showSection("Attestations");
          const [name = "", ...facts] = shown[kind] ?? [];
          await details
            .getByRole("button", { name: `, ${name}` })
            .and(page.locator(`[data-tip="${artifact.digest}"]`))
            .click();
          await expect(details.getByText(/^Decoded, not verified/), kind).toBeVisible();
          for (const fact of facts) {
            await expect(details, kind).toContainText(fact);
          }
          const warning = details.getByText(/^It is not about the image it belongs to/);
          await expect(warning, kind).toHaveCount(kind === "another image" ? 1 : 0);
          expect.soft(await axeViolationsInBothThemes(page), kind).toEqual([]);
          await page.keyboard.press("Alt+ArrowLeft");
        }
      } finally {
        await registry.close();
      }
    },
  );
}
