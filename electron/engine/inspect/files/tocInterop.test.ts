import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { hasTableOfContents } from "../../../../shared/layerFiles.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { openLayers } from "../../../testing/layers.ts";
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
import { findFile, readFile, showFile } from "./readFile.ts";

const { signal } = new AbortController();
const registry = perTest(startRegistry);
const folder = perTest(createTemporaryFolder);
const skopeo = findCommandLineClient("skopeo");

const files = {
  "a/large": randomBytes(1_500_000).toString("base64"),
  "etc/greeting": "hello\n",
  "usr/large": randomBytes(1_500_000).toString("base64"),
};

/** A layer with etc/greeting and usr/b, as estargz.Build of stargz-snapshotter 0.12 writes it. */
const estargz = {
  bytes: Buffer.from(
    [
      "H4sIAAAAAAAC/9LLy9crKEpNSy1JztDLScxLyU0symagLjCAAFy0gYGBIRLbgMHA0NjQzIhBwYCBDqC0uCSxiMHAgNqe",
      "HCIAEAAA//+/NNveAAIAAB+LCAAAAAAAAv/iZxgFIxmkliTr09oOAwMDA3NTUzBtYGCAToPZhiamRibm5gYmIHFDQ1Nz",
      "IwYFU3oEQGlxSWKRggJDUX5+CT51hOTRPTeE4j+9KDW1JDMvnZbxb2Zigif+zdDi39jY0JRBwWA0/mkOAAEAAP//MdVU",
      "RgAGAAAfiwgAAAAAAAL/ykjNycnnYhgFIxSUFhfp09oOAwMDA3NTUzBtYGCAToPZhiamRibm5gYmIHFDQzNjAwYFU/oE",
      "QElikYICQ1F+fgk+dYTk0T03hOI/iQ7xb2Zigif+zdHj39zckEHBYDT+aQ4AAQAA//+oFtTNAAYAAB+LCAAAAAAAAv8q",
      "Tk3Oz0vhYhgFIxMAAgAA//+gog6NAAIAAB+LCAAAAAAAAv/skUFv1DAUhPfq/IqVz+3i92wnds6cOXECcbD9ntNQmqyc",
      "LIJW/e9ou0GIwrYSXZCQ9rskGY3Gzsw0h9LdbvqB+Mvm4zQOq9OjDhx7Ihr8/n7QAa3C1Vqt/gG7fQMrpU79k/8Jd5WQ",
      "n7lM/TjIdg0XlZA8zKXnSbbr95UQd5UQQg7hhmW7lpth3GwLZ57T1eZTGOgmlGt58eCZv24fPIW7RZn6W15ShZBjzhPP",
      "sl07exCo73jaC3K6CmjrlpJin3RtXYCgmYCTN9gYchG8R5u8ZggxNkQxoDcedSAfibXKLkW3HJuudsP165OHV0LcX/zS",
      "CM/p1aMCqC+LcjPS3B98qFBfAlyCeYvYgm5Rvfvh2luM14fv3cTlzRJfxnFebF0Zd9uf9OM36grz3A/dc9PUf3JPVI8G",
      "RcAji1rnIdpoEclSVq4mlbOKACpH8oQQo8mpgVqHrA0ph64OyM7UuY6s9JOLvjj89/3tpnK6RY8fEZ/bpjnJNlqbI9sY",
      "pxJqXUcDKkMgm13MENF5Y4xXaK1TJtZWW5UsNo1ruDEciSwA62Ce3ObF4fviKvGhul+dOXPmzJm/wLcAAAD//yudJcQA",
      "DAAAH4sIBAAAAAAA/xoAU0cWADAwMDAwMDAwMDAwMDAxNzJTVEFSR1oBAAD//wAAAAAAAAAA",
    ].join(""),
    "base64",
  ),
  annotations: {
    "containerd.io/snapshot/stargz/toc.digest":
      "sha256:0d64980acced191a272b4dddf693b88135ec6921947deb160e9e312287c59c2e",
  },
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
      expect.stringMatching(/^bytes=\d+-\d+$/),
      expect.stringMatching(/^bytes=\d+-$/),
    ]);
  },
);

it("lists an eStargz layer that stargz-snapshotter wrote, and reads its files, by ranges", async () => {
  const image = openLayers(registry, [estargz]);
  await image.read(0, { whole: false, onProgress: () => {} }, signal);
  expect(image.state.layers).toMatchObject([
    // With the one byte of `.no.prefetch.landmark`.
    { kind: "read", via: "toc", isVerified: true, size: 14 },
  ]);
  const tree = image.tree(0);
  const node = tree.child(tree.child(0, "usr") ?? -1, "b") ?? -1;
  expect(`sha256:${tree.digest(node)}`).toBe(digestOf("second\n"));
  expect(await showFile(findFile(image, 0, node), signal)).toMatchObject({
    content: { kind: "text", text: "second\n" },
  });
  const blobs = registry.requests.filter(({ path }) => path.includes("/blobs/"));
  expect(blobs.map(({ headers }) => headers.range)).toEqual(
    [/^bytes=\d+-$/, /^bytes=\d+-\d+$/, /^bytes=\d+-$/].map((range) =>
      expect.stringMatching(range),
    ),
  );
});
