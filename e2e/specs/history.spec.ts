import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { mediaTypes } from "../../shared/oci/mediaTypes.ts";
import type { Plan } from "../../shared/plan.ts";
import { Journal } from "../../electron/engine/journal/journal.ts";
import { buildImage } from "../../electron/engine/sample/buildImage.ts";
import { startRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { expect, test } from "../fixtures.ts";
import { axeViolations } from "../axeViolations.ts";
import { launchApp, type LaunchedApp } from "../launch.ts";
import { ComposePage } from "../pages/composePage.ts";
import { HistoryPage } from "../pages/historyPage.ts";

/** Returns the digest of a tag in a layout. */
async function tagOf(layout: string, tag: string): Promise<string | undefined> {
  const index = JSON.parse(await readFile(path.join(layout, "index.json"), "utf8")) as {
    manifests: { digest: string; annotations?: Record<string, string> }[];
  };
  return index.manifests.find(
    ({ annotations }) => annotations?.["org.opencontainers.image.ref.name"] === tag,
  )?.digest;
}

test("a tag is restored to the content of an earlier push", async ({ app, page }) => {
  const compose = new ComposePage(page);
  const history = new HistoryPage(page);
  await page.getByRole("button", { name: "Use all" }).click();
  await page.getByRole("button", { name: "Use the sample target" }).click();
  await expect(compose.targets.getByText("new layout")).toBeVisible();
  const userData = await app.evaluate(({ app: electron }) => electron.getPath("userData"));
  const layout = path.join(userData, "sample-target");
  const name = `oci-layout://${layout}:1.0`;

  const first = await compose.review();
  await first.push();
  const before = await first.digest();
  await first.close();
  await compose.toggleEntry("linux/riscv64");
  const second = await compose.review();
  await expect(second.dialog.getByText(/^drops linux\/riscv64/)).toBeVisible();
  await expect(second.agreement).toHaveAccessibleName("1.0 drops linux/riscv64. Push anyway.");
  await expect(second.confirm).toBeDisabled();
  await second.push();
  const after = await second.digest();
  await second.close();
  expect(after).not.toBe(before);
  expect(await tagOf(layout, "1.0")).toBe(after);

  await history.show();
  await expect(history.entries).toHaveCount(2);
  await expect(history.entries.first()).toContainText("moved");
  await expect(history.entries.last()).toContainText("new tag, nothing to restore");
  await history.filter.fill(after.slice(-16));
  await expect(history.entries).toHaveCount(1);
  const restore = await history.restore(history.entries.first(), name);
  await expect(restore.confirm).toHaveText(/^Restore tag 1\.0 to /);
  await restore.push("Restored");
  await restore.close();
  expect(await tagOf(layout, "1.0")).toBe(before);
  await history.filter.fill("");
  await expect(history.entries).toHaveCount(3);
  await expect(history.entries.first()).toContainText("restored");
});

test("a tag is restored from the result of a push", async ({ app, page }) => {
  const compose = new ComposePage(page);
  await page.getByRole("button", { name: "Use all" }).click();
  await page.getByRole("button", { name: "Use the sample target" }).click();
  const userData = await app.evaluate(({ app: electron }) => electron.getPath("userData"));
  const layout = path.join(userData, "sample-target");
  const first = await compose.review();
  await first.push();
  const before = await first.digest();
  await first.close();
  await compose.toggleEntry("linux/riscv64");
  const second = await compose.review();
  await second.push();
  await second.dialog.getByRole("button", { name: /^Restore/ }).click();
  await expect(second.confirm).toHaveText(/^Restore tag 1\.0 to /);
  await second.push("Restored");
  expect(await tagOf(layout, "1.0")).toBe(before);
});

test("an interrupted push is reported at the next start and resumed", async () => {
  const registry = await startRegistry();
  const target = await startRegistry();
  const userData = await mkdtemp(path.join(tmpdir(), "manifestry-"));
  let launched: LaunchedApp | undefined;
  try {
    const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
    seedImage(registry, "acme/app", "1", image);
    launched = await launchApp({ userData });
    const compose = new ComposePage(launched.page);
    await compose.addSource(`${registry.host}/acme/app:1`);
    await expect(compose.entry("linux/amd64")).toBeVisible();
    await compose.addTarget(`${target.host}/acme/app:1.4`);
    const push = await compose.review();
    target.faults.add({ match: { method: "PUT", path: /\/blobs\// }, do: { hang: true } });
    const arrived = target.waitForRequest({ method: "PUT", path: /\/blobs\// });
    await push.confirm.click();
    await arrived;
    const killed = launched.app.process();
    const ended = once(killed, "exit");
    killed.kill("SIGKILL");
    await ended;
    launched = undefined;
    target.faults.clear();

    launched = await launchApp({ userData });
    const { page } = launched;
    const history = new HistoryPage(page);
    await expect(page.getByText(/^A push was interrupted: /)).toContainText(
      `${target.host}/acme/app:1.4`,
    );
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      expect(await axeViolations(page)).toEqual([]);
    }
    await page.getByRole("button", { name: "Show" }).click();
    const entry = history.entries.first();
    await expect(entry).toContainText(/interrupted, \d+ of \d+ steps done/);
    await expect(entry).toBeFocused();
    const resumed = await history.resume(entry);
    await expect(resumed.dialog.getByText("Changed since the plan was made")).toBeVisible();
    await resumed.push();
    const digest = await resumed.digest();
    await resumed.close();
    expect(target.repository("acme/app").tags.get("1.4")).toBe(digest);
    await expect(history.entries).toHaveCount(1);
    await expect(history.entries.first()).toContainText("done");
    await launched.close();

    // A resumed push is not reported again.
    launched = await launchApp({ userData });
    const later = new HistoryPage(launched.page);
    await later.show();
    await expect(later.entries).toHaveCount(1);
    await new ComposePage(launched.page).show();
    await expect(launched.page.getByText(/^A push was interrupted/)).toHaveCount(0);
  } finally {
    await launched?.close();
    await registry.close();
    await target.close();
    await rm(userData, { recursive: true, force: true });
  }
});

const tag = {
  name: "registry.example/acme/app:1.4",
  tag: "1.4",
  before: null,
  after: `sha256:${"c8".repeat(32)}`,
  noClobber: false,
};
const plan: Plan = {
  version: 1,
  id: "plan",
  kind: "compose",
  madeAt: "2026-01-31T12:00:00Z",
  root: { mediaType: mediaTypes.ociIndex, digest: tag.after, size: 2, data: "e30=" },
  repositories: [
    {
      repository: "registry.example/acme/app",
      blobs: [],
      manifests: [],
      tags: [tag],
      requests: { reads: 2, writes: 1 },
    },
  ],
  command: "",
};

/** Writes a journal of successful and failed pushes, with the first record damaged. */
async function growJournal(folder: string, pushes: number): Promise<void> {
  const journal = new Journal(folder);
  for (let at = 0; at < pushes; at += 1) {
    const log = await journal.begin(plan, { isFromFile: false });
    await log.end({
      repositories: [{ repository: "registry.example/acme/app", content: "complete" }],
      tags: [{ kind: "moved", move: tag }],
      copiedBytes: 0,
      mountedBlobs: 0,
      ...(at % 3 === 0
        ? { failure: { code: "denied", message: "No.", hint: "Log in.", retryable: false } }
        : {}),
    });
  }
  const [first = ""] = (await readdir(folder)).toSorted();
  const file = path.join(folder, first);
  await writeFile(file, (await readFile(file, "utf8")).replace("acme", "evil"));
}

test(
  "hundreds of pushes are virtualized, damaged records are named, and axe finds nothing",
  { tag: "@sweep" },
  async () => {
    const userData = await mkdtemp(path.join(tmpdir(), "manifestry-"));
    let launched: LaunchedApp | undefined;
    try {
      await growJournal(path.join(userData, "journal"), 300);
      launched = await launchApp({ userData });
      const { page } = launched;
      const history = new HistoryPage(page);
      await history.show();
      await expect(history.view.getByText("299 pushes")).toBeVisible();
      await expect(
        history.view.getByText(/^1 entry of the journal could not be read/),
      ).toBeVisible();
      expect(await history.entries.count()).toBeLessThan(60);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        expect(await axeViolations(page)).toEqual([]);
      }
      await history.entries.first().focus();
      await page.keyboard.press("End");
      await expect(page.locator(":focus")).toHaveAttribute("aria-rowindex", "299");
    } finally {
      await launched?.close();
      await rm(userData, { recursive: true, force: true });
    }
  },
);
