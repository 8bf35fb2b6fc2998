import { readdir } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { parseLocation } from "../oci/location.ts";
import { anonymous } from "./registry/auth/credential.ts";
import { buildImage } from "../sample/buildImage.ts";
import { Stores, toTagOrDigest } from "./openStores.ts";
import { perTest } from "../../testing/perTest.ts";
import { createTemporaryFolder } from "../../testing/temporaryFolder.ts";

const digest = `sha256:${"5e".repeat(32)}`;

const folder = perTest(createTemporaryFolder);
let stores: Stores;
beforeEach(async () => {
  stores = new Stores({ credentials: anonymous });
});
afterEach(async () => {
  await stores.close();
});

it.each(["oci-layout://F", "oci-archive://F/a.tar", "docker-archive://F/12:30/a.tar"])(
  "opens the same store for all spellings of the path of %s, and for its repository",
  (text) => {
    const store = stores.open(parseLocation(`${text.replace("F", folder.path)}:1`));
    const roundabout = path.join(path.relative("", folder.path), "..", path.basename(folder.path));
    expect(stores.open(parseLocation(`${text.replace("F", roundabout)}:2`))).toBe(store);
    expect(stores.openRepository(store.repository)).toBe(store);
    expect(store.repository).toBe(text.replace("F", folder.path));
  },
);

it("rejects relative paths with absolutePaths", async () => {
  const strict = new Stores({ credentials: anonymous, absolutePaths: true });
  const whole = `oci-layout://${folder.path}`;
  expect(strict.open(parseLocation(`${whole}:1`)).repository).toBe(whole);
  expect(strict.open(parseLocation("web:1")).repository).toBe("docker.io/library/web");
  for (const text of ["oci-layout://out:1", "oci-layout://~/out", "oci-archive://../out.tar"]) {
    expect(() => strict.open(parseLocation(text))).toThrow(/is not an absolute path/);
  }
  await strict.close();
});

it.each([
  ["web", { tag: "latest" }],
  ["oci-layout://out:1", { tag: "1" }],
  [`oci-layout://out:1@${digest}`, { digest }],
  ["oci-archive://out.tar:latest", { tag: "latest" }],
  ["oci-archive://out.tar", { tag: "" }],
  [`docker-archive://out.tar@${digest}`, { digest }],
])("requests from %s %j", (text, target) => {
  expect(toTagOrDigest(parseLocation(text))).toEqual(target);
});

it("removes unfinished archives when it is closed", async () => {
  const store = stores.open(parseLocation(`oci-archive://${folder.path}/a.tar`));
  const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
  await store.pushManifest(image, new AbortController().signal);
  expect(await readdir(folder.path)).toHaveLength(1);
  await stores.close();
  expect(await readdir(folder.path)).toEqual([]);
});
