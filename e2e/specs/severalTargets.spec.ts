import {
  buildAttestation,
  buildImage,
  buildIndex,
} from "../../electron/engine/sample/buildImage.ts";
import { startRegistry, type TestRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { expect, test } from "../fixtures.ts";
import { axeViolations } from "../axeViolations.ts";
import { ComposePage } from "../pages/composePage.ts";

let registry: TestRegistry;
let other: TestRegistry;
test.beforeEach(async () => {
  [registry, other] = await Promise.all([startRegistry(), startRegistry()]);
});
test.afterEach(async () => {
  await Promise.all([registry.close(), other.close()]);
});

for (const theme of ["light", "dark"] as const) {
  test(`if one of several targets fails, no tag moves and Resume finishes the push, ${theme}`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    const amd64 = buildImage({ platform: { os: "linux", architecture: "amd64" } });
    const index = buildIndex({ entries: [amd64, buildAttestation(amd64)] });
    const old = buildImage({ platform: { os: "linux", architecture: "s390x" } });
    seedImage(registry, "acme/app", "new", index);
    seedImage(other, "acme/app", "1.4", old);
    const [here, there] = [`${registry.host}/acme/app`, `${other.host}/acme/app`];

    const compose = new ComposePage(page);
    await compose.addSource(`${here}:new`);
    await expect(compose.entry("linux/amd64")).toBeVisible();
    await compose.addTarget(`${here}:1.4 ${there}:1.4`);
    await expect(compose.targets.getByText("new tag")).toBeVisible();
    const push = await compose.review();
    const row = (repository: string) =>
      push.dialog.getByRole("table").getByRole("row").filter({ hasText: repository });
    await expect(row(here)).toContainText("nothing to copy");
    await expect(row(there)).toContainText(/\d to copy/);
    await expect(row(there)).toContainText("incl. 1 attestation");
    expect(await axeViolations(page)).toEqual([]);

    other.faults.add({
      match: { method: "PUT", path: /\/manifests\//, nth: 1 },
      do: { status: 403 },
    });
    await push.agree();
    await push.confirm.click();
    await push.finished("The push did not finish");
    const repositories = push.dialog.getByRole("list", { name: "Repositories" });
    await expect(repositories.getByRole("listitem").first()).toContainText("content complete");
    await expect(repositories.getByRole("listitem").last()).toContainText("content incomplete");
    expect(await axeViolations(page)).toEqual([]);
    expect(registry.repository("acme/app").tags.has("1.4")).toBe(false);
    expect(other.repository("acme/app").tags.get("1.4")).toBe(old.digest);

    // Another client moves a tag before the push is resumed.
    seedImage(other, "acme/app", "1.4", amd64);
    await push.dialog.getByRole("button", { name: "Resume…" }).click();
    const differences = push.dialog.getByRole("region", {
      name: "Changed since the plan was made",
    });
    await expect(differences).toContainText("was moved");
    expect(await axeViolations(page)).toEqual([]);
    await push.push();
    for (const { tags } of [registry.repository("acme/app"), other.repository("acme/app")]) {
      expect(tags.get("1.4")).toBe(index.digest);
    }
    expect(await axeViolations(page)).toEqual([]);
  });
}
