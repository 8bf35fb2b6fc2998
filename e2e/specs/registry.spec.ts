import { createHash } from "node:crypto";
import { mediaTypes } from "../../shared/oci/mediaTypes.ts";
import {
  buildAttestation,
  buildImage,
  buildIndex,
} from "../../electron/engine/sample/buildImage.ts";
import {
  type DockerRegistry,
  startDockerRegistry,
} from "../../electron/testing/servers/dockerRegistry.ts";
import { pushImage } from "../../electron/testing/servers/pushImage.ts";
import { expect, test } from "../fixtures.ts";
import { ComposePage } from "../pages/composePage.ts";

let registry: DockerRegistry;
test.beforeEach(async () => {
  registry = await startDockerRegistry();
});
test.afterEach(async () => {
  await registry.close();
});

const linux = (architecture: string, variant?: string) =>
  buildImage({ platform: { os: "linux", architecture, ...(variant ? { variant } : {}) } });

test("four images and an index become one index with the previewed bytes", async ({
  app,
  page,
}) => {
  const singles = {
    amd64: linux("amd64"),
    arm64: linux("arm64", "v8"),
    armv7: linux("arm", "v7"),
    ppc64le: linux("ppc64le"),
  };
  for (const [tag, image] of Object.entries(singles)) {
    await pushImage(registry.url, "acme/app", tag, image);
  }
  const s390x = linux("s390x");
  const riscv64 = linux("riscv64");
  await pushImage(
    registry.url,
    "acme/more",
    "1",
    buildIndex({ entries: [s390x, riscv64, buildAttestation(s390x)] }),
  );

  const compose = new ComposePage(page);
  // Pasted at once: one or two references per line.
  await compose.addSource(
    [
      `${registry.host}/acme/app:amd64 ${registry.host}/acme/app:arm64`,
      `${registry.host}/acme/app:armv7`,
      `${registry.host}/acme/app:ppc64le`,
      `${registry.host}/acme/more:1`,
    ].join("\n"),
  );
  await expect(compose.entry("linux/riscv64")).toBeVisible();
  await compose.addAnnotation("Index", "org.opencontainers.image.title", "A <b> & c");
  await compose.addAnnotation("linux/arm64", "org.example.note", "only here");
  await compose.addTarget(`${registry.host}/acme/app:1.4`);
  await expect(compose.targets.getByText("new tag")).toBeVisible();
  await expect(compose.entry("linux/arm64")).toContainText("org.example.note");
  const text = await compose.copyJson(app);
  const expected = `sha256:${createHash("sha256").update(text).digest("hex")}`;

  const push = await compose.review();
  await push.push();
  expect(await push.digest()).toBe(expected);

  const response = await fetch(`${registry.url}/v2/acme/app/manifests/1.4`, {
    headers: { accept: mediaTypes.ociIndex },
  });
  expect(response.status).toBe(200);
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(bytes.toString("utf8")).toBe(text);
  const index = JSON.parse(text) as {
    annotations: object;
    manifests: { digest: string; annotations?: object }[];
  };
  expect(index.annotations).toEqual({ "org.opencontainers.image.title": "A <b> & c" });
  expect(index.manifests.map(({ digest, annotations }) => [digest, annotations])).toContainEqual([
    singles.arm64.digest,
    { "org.example.note": "only here" },
  ]);
  expect(index.manifests).toHaveLength(7);
  // The attestation and the images of the other repository were copied: every entry can be pulled.
  for (const { digest } of index.manifests) {
    const child = await fetch(`${registry.url}/v2/acme/app/manifests/${digest}`, {
      headers: { accept: mediaTypes.ociManifest },
    });
    expect(child.status).toBe(200);
  }
});

test("an excluded platform is left out of the result and of the command", async ({ app, page }) => {
  await pushImage(
    registry.url,
    "acme/app",
    "multi",
    buildIndex({ entries: [linux("amd64"), linux("arm64", "v8"), linux("s390x")] }),
  );
  const compose = new ComposePage(page);
  await compose.addSource(`${registry.host}/acme/app:multi`);
  await compose.addTarget(`${registry.host}/acme/app:fewer`);
  await compose.toggleEntry("linux/s390x");
  await expect(compose.entry("linux/s390x")).toContainText("Excluded");
  await compose.preview.getByRole("tab", { name: "Scripts" }).click();
  await expect(compose.preview).toContainText("--platform linux/amd64,linux/arm64/v8");
  const text = await compose.copyJson(app);
  expect((JSON.parse(text) as { manifests: unknown[] }).manifests).toHaveLength(2);
});
