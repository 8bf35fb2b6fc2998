import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { hasTableOfContents } from "../../../../shared/layerFiles.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { perTest } from "../../../testing/perTest.ts";
import { startRegistry } from "../../../testing/registry/registry.ts";
import { findCommandLineClient } from "../../../testing/servers/commandLineClient.ts";
import { pushContent } from "../../../testing/storeContent.ts";
import { createTemporaryFolder } from "../../../testing/temporaryFolder.ts";
import { createTestClient } from "../../../testing/testClient.ts";
import { digestOf } from "../../oci/digest.ts";
import { buildImage } from "../../sample/buildImage.ts";
import { packFiles } from "../../sample/packFiles.ts";
import { LayoutStore } from "../../stores/layout/layoutStore.ts";
import { RegistryStore } from "../../stores/registry/registryStore.ts";
import { ImageFiles } from "./imageFiles.ts";
import { findFile, readFile } from "./readFile.ts";

const { signal } = new AbortController();
const registry = perTest(startRegistry);
const folder = perTest(createTemporaryFolder);
const skopeo = findCommandLineClient("skopeo");

const files = {
  "a/large": randomBytes(1_500_000).toString("base64"),
  "etc/greeting": "hello\n",
  "usr/large": randomBytes(1_500_000).toString("base64"),
};

/** Copies an image with those files to the registry, and returns the descriptor of its layer. */
async function copyChunked(): Promise<Descriptor> {
  const platform = { os: "linux", architecture: "amd64" };
  const image = buildImage({ platform, layers: [packFiles(files)] });
  const store = new LayoutStore(folder.join("layout"));
  await pushContent(store, image);
  await store.tag("1.0", image, { signal });
  const to = ["--dest-tls-verify=false", "--dest-compress-format=zstd:chunked"];
  const from = `oci:${folder.join("layout")}:1.0`;
  await skopeo?.run(
    ["copy", "--insecure-policy", ...to, from, `docker://${registry.host}/acme/app:1.0`],
    { folder: folder.path },
  );
  const [manifest] = registry.repository("acme/app").manifests.values();
  const { layers } = JSON.parse(Buffer.from(manifest?.bytes ?? []).toString());
  return layers[0];
}

it.skipIf(!skopeo)(
  "lists a zstd:chunked layer that skopeo writes, and reads its files, by ranges",
  async () => {
    const layer = await copyChunked();
    expect(hasTableOfContents(layer.annotations)).toBe(true);
    registry.clearLog();
    const store = new RegistryStore(createTestClient(registry), "acme/app");
    const image = new ImageFiles("files", { store, layers: [layer] });
    let listed = 0;
    const onProgress = (): void => {
      const [state] = image.state.layers;
      listed = state?.kind === "reading" ? Math.max(listed, state.received) : listed;
    };
    await image.read(0, { whole: false, onProgress }, signal);
    expect(image.state.layers).toMatchObject([
      { kind: "read", via: "toc", isVerified: true, size: 4_000_006 },
    ]);
    expect(listed).toBeLessThan(2_000);

    const tree = image.tree(0);
    const node = tree.child(tree.child(0, "etc") ?? -1, "greeting") ?? -1;
    expect(`sha256:${tree.digest(node)}`).toBe(digestOf(files["etc/greeting"]));
    let received = 0;
    const chunks: Uint8Array[] = [];
    const count = (bytes: number): void => void (received += bytes);
    for await (const chunk of readFile(findFile(image, 0, node), signal, count)) {
      chunks.push(Uint8Array.from(chunk));
    }
    expect(Buffer.concat(chunks).toString()).toBe(files["etc/greeting"]);
    expect(received).toBeLessThan(layer.size / 4);
    expect(registry.requests.map(({ headers }) => headers.range)).toEqual([
      expect.stringMatching(/^bytes=\d+-$/),
      expect.stringMatching(/^bytes=\d+-$/),
    ]);
  },
);
