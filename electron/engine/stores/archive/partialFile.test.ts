import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, lstat, readdir, rename, stat, symlink, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { amd64, arm64, signal } from "../../../testing/workbench.ts";
import type { BuiltImage } from "../../sample/buildImage.ts";
import { pushContent } from "../../../testing/storeContent.ts";
import { ArchiveStore } from "./archiveStore.ts";
import { perTest } from "../../../testing/perTest.ts";
import { createTemporaryFolder } from "../../../testing/temporaryFolder.ts";

const folder = perTest(createTemporaryFolder);
let file: string;
let store: ArchiveStore;
beforeEach(async () => {
  file = folder.join("images.tar");
  store = new ArchiveStore("oci", file);
});
afterEach(async () => {
  await store.close();
});

/** Pushes and tags an image, which creates the archive. */
async function push(tag: string, image: BuiltImage): Promise<void> {
  await pushContent(store, image);
  await store.tag(tag, image, { signal });
}

/** Name of the partial file of another process, derived from this one's. */
async function nameFor(pid: number): Promise<string> {
  await store.pushManifest(amd64, signal);
  const [name = ""] = await readdir(folder.path);
  await store.close();
  return name.replace(`-${process.pid}-`, `-${pid}-`);
}

async function left(): Promise<readonly string[]> {
  await push("1", amd64);
  return (await readdir(folder.path)).filter((name) => name !== "images.tar");
}

it("removes partial files of dead processes", async () => {
  const gone = spawn(process.execPath, ["-e", ""]);
  await once(gone, "exit");
  for (const pid of [gone.pid ?? 0, process.pid]) {
    await writeFile(folder.join(await nameFor(pid)), "half an archive");
  }
  expect(await left()).toEqual([]);
});

it("keeps partial files of live processes, other hosts and other archives", async () => {
  const alive = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const gone = spawn(process.execPath, ["-e", ""]);
  await once(gone, "exit");
  const own = await nameFor(alive.pid ?? 0);
  const elsewhere = (await nameFor(gone.pid ?? 0)).replace(/\.[0-9a-f]{12}-/, ".0123456789ab-");
  const another = (await nameFor(gone.pid ?? 0)).replace("images.tar", "others.tar");
  const names = [own, elsewhere, another, ".images.tar.notes.partial"];
  for (const name of names) {
    await writeFile(folder.join(name), "half an archive");
  }
  expect((await left()).toSorted()).toEqual(names.toSorted());
  alive.kill();
  await once(alive, "exit");
  await store.tag("2", amd64, { signal });
  expect((await stat(file)).size).toBeGreaterThan(0);
  expect(await readdir(folder.path)).not.toContain(own);
});

describe.runIf(process.platform !== "win32")("an existing target", () => {
  beforeEach(async () => {
    await push("1", amd64);
    await chmod(file, 0o640);
  });

  it("passes on its permissions", async () => {
    await push("2", arm64);
    expect((await stat(file)).mode & 0o777).toBe(0o640);
  });

  it("that is a link stays a link, and its target is replaced", async () => {
    const real = folder.join("elsewhere");
    await rename(file, real);
    await symlink("elsewhere", file);
    await push("2", arm64);
    expect((await lstat(file)).isSymbolicLink()).toBe(true);
    expect((await store.listTags(signal)).toSorted()).toEqual(["1", "2"]);
    expect((await new ArchiveStore("oci", real).listTags(signal)).toSorted()).toEqual(["1", "2"]);
    expect((await readdir(folder.path)).toSorted()).toEqual(["elsewhere", "images.tar"]);
  });
});
