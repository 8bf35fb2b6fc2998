import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildImage } from "../../electron/engine/sample/buildImage.ts";
import { startRegistry, type TestRegistry } from "../../electron/testing/registry/registry.ts";
import { seedImage } from "../../electron/testing/registry/seedImage.ts";
import { expect, test } from "../fixtures.ts";
import { stubMessageBox } from "../stubDialogs.ts";
import { ComposePage } from "../pages/composePage.ts";

let registry: TestRegistry;
test.beforeEach(async () => {
  registry = await startRegistry();
});
test.afterEach(async () => {
  await registry.close();
});

/** Returns a port without a listener. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") {
    throw new Error("the server has no port");
  }
  return address.port;
}

test("a source that takes long does not hide the others, and fails on its own", async ({
  page,
}) => {
  for (const tag of ["amd64", "arm64"]) {
    seedImage(
      registry,
      "acme/app",
      tag,
      buildImage({ platform: { os: "linux", architecture: tag } }),
    );
  }
  const slow = { path: /manifests\/slow/ };
  registry.faults.add({ match: slow, do: { hang: true } });
  const compose = new ComposePage(page);
  for (const tag of ["amd64", "slow", "nope"]) {
    await compose.addSource(`${registry.host}/acme/app:${tag}`);
  }
  await expect(compose.source("amd64")).toContainText("linux/amd64");
  await expect(compose.source("nope")).toContainText("not found");
  await expect(compose.source("slow")).toContainText("Resolving…");
  await expect(compose.entry("linux/amd64")).toBeVisible();
  const asked = (tag: string): number =>
    registry.requests.filter(({ path: at }) => at.endsWith(`/manifests/${tag}`)).length;
  // A source is shown as resolving before its request is sent.
  await expect.poll(() => asked("slow")).toBe(1);
  const before = ["amd64", "slow", "nope"].map(asked);
  await compose.addSource(`${registry.host}/acme/app:arm64`);
  await expect(compose.source("arm64")).toContainText("linux/arm64");
  await expect(compose.source("slow")).toContainText("Resolving…");
  expect(["amd64", "slow", "nope"].map(asked)).toEqual(before);
});

test("each mistake is explained next to its source, which stays editable", async ({ page }) => {
  registry.repository("acme/app").manifests.set("sha256:old", {
    mediaType: "application/vnd.docker.distribution.manifest.v1+prettyjws",
    bytes: Buffer.from('{"schemaVersion":1,"fsLayers":[]}'),
  });
  registry.repository("acme/app").tags.set("old", "sha256:old");
  const refused = `127.0.0.1:${await closedPort()}/acme/app:1`;
  const mistakes: readonly [string, RegExp][] = [
    ["ghcr.io/Acme/app:1", /must be lowercase/],
    [`${registry.host}/acme/app:nope`, /not found/],
    [refused, /refused the connection/],
    [`${registry.host}/acme/app:old`, /schema1 manifests are not allowed/],
  ];
  const compose = new ComposePage(page);
  for (const [text] of mistakes) {
    await compose.addSource(text);
  }
  for (const [text, words] of mistakes) {
    await expect(compose.source(text)).toContainText(words);
    await expect(compose.source(text)).toContainText(text);
  }
  await expect(page.getByRole("button", { name: "Review push…" })).toBeDisabled();

  await compose.addTarget("ghcr.io/Acme/app:1");
  await expect(compose.targets).toContainText(/must be lowercase/);
});

test("a path is explained, and a new source is scrolled into view", async ({ page }) => {
  const compose = new ComposePage(page);
  for (let number = 1; number <= 12; number += 1) {
    await compose.addSource(`${registry.host}/acme/app:nope${number}`);
  }
  await expect(compose.source("nope12")).toBeInViewport();
  await compose.addSource("/images/app");
  await expect(compose.source("/images/app")).toContainText("Write oci-layout:///images/app");
  await expect(compose.source("/images/app")).toBeInViewport();
  await compose
    .source("/images/app")
    .getByRole("button", { name: "Use oci-layout:///images/app" })
    .click();
  await expect(compose.source("oci-layout:///images/app")).toHaveCount(1);
  await compose.addTarget("oci-layout://images/app:1");
  await expect(compose.targets).toContainText("is not an absolute path");
});

test("a full disk is reported, and no tag changes", async ({ app, page }) => {
  test.skip(process.getuid?.() !== 0, "only root can mount a small disk");
  const disk = await mkdtemp(path.join(tmpdir(), "manifestry-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]);
  try {
    const noise = Buffer.alloc(256 * 1024, "large layer ");
    seedImage(
      registry,
      "acme/app",
      "large",
      buildImage({ platform: { os: "linux", architecture: "amd64" }, layers: [noise] }),
    );
    const compose = new ComposePage(page);
    await stubMessageBox(app, "Write");
    await compose.addSource(`${registry.host}/acme/app:large`);
    await expect(compose.entry("linux/amd64")).toBeVisible();
    await compose.addTarget(`oci-layout://${disk}/images:1`);
    await expect(compose.targets.getByText("new layout")).toBeVisible();
    const push = await compose.review();
    await push.confirm.click();
    await push.finished("The push did not finish");
    await expect(push.dialog).toContainText("The disk is full");
    await expect(push.dialog.getByRole("list", { name: "Tags" })).toContainText("not created");
    await push.close();
    await expect(compose.targets).toContainText("images:1");
    await expect(compose.targets.getByText("new layout")).toBeVisible();
  } finally {
    execFileSync("umount", [disk]);
    await rm(disk, { recursive: true });
  }
});

test("cancelling a push stops it and leaves the tag unchanged", async ({ page }) => {
  const old = buildImage({ platform: { os: "linux", architecture: "s390x" } });
  const target = await startRegistry();
  try {
    seedImage(
      registry,
      "acme/app",
      "amd64",
      buildImage({ platform: { os: "linux", architecture: "amd64" } }),
    );
    seedImage(target, "acme/app", "1", old);
    const compose = new ComposePage(page);
    await compose.addSource(`${registry.host}/acme/app:amd64`);
    await expect(compose.entry("linux/amd64")).toBeVisible();
    await compose.addTarget(`${target.host}/acme/app:1`);
    const push = await compose.review();
    target.faults.add({ match: { method: "PUT", path: /\/blobs\// }, do: { hang: true } });
    const arrived = target.waitForRequest({ method: "PUT", path: /\/blobs\// });
    await push.agree();
    await push.confirm.click();
    await arrived;
    await push.cancel.click();
    await push.finished("Stopped");
    await expect(push.dialog.getByRole("list", { name: "Tags" })).toContainText("unchanged");
    expect(target.repository("acme/app").tags.get("1")).toBe(old.digest);
    expect(target.repository("acme/app").manifests.size).toBe(1);
  } finally {
    await target.close();
  }
});
