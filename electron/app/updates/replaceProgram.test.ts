import { createHash } from "node:crypto";
import {
  chmod,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { beforeEach, expect, it } from "vitest";
import { perTest } from "../../testing/perTest.ts";
import { createTemporaryFolder } from "../../testing/temporaryFolder.ts";
import { programVersion, removeLeftovers, replaceProgram } from "./replaceProgram.ts";

const folder = perTest(createTemporaryFolder);
const sha512 = createHash("sha512").update("new").digest("base64");

let program: string;
let download: string;
beforeEach(async () => {
  await Promise.all([mkdir(folder.join("apps")), mkdir(folder.join("cache"))]);
  program = folder.join("apps/Manifestry.AppImage");
  download = folder.join("cache/Manifestry-9.1.0.AppImage");
  await writeFile(program, "old");
  await chmod(program, 0o755);
  await writeFile(download, "new");
});

// Windows has neither modes nor, for ordinary users, links; an AppImage is of Linux.
it.skipIf(process.platform === "win32")(
  "replaces the program, which stays as executable",
  async () => {
    const version = programVersion(program);
    expect(replaceProgram({ program, version, download, sha512 })).toBe(program);
    expect(await readFile(program, "utf8")).toBe("new");
    expect((await stat(program)).mode & 0o777).toBe(0o755);
    expect(await readdir(folder.join("apps"))).toEqual(["Manifestry.AppImage"]);
    expect(await readdir(folder.join("cache"))).toEqual([]);
  },
);

it("takes the name of the new version if the old one has its own in its name", async () => {
  const old = folder.join("apps/Manifestry-0.2.0.AppImage");
  await writeFile(old, "old");
  const version = programVersion(old);
  const installed = folder.join("apps/Manifestry-9.1.0.AppImage");
  expect(replaceProgram({ program: old, version, download, sha512 })).toBe(installed);
  expect(await readdir(folder.join("apps"))).toEqual([
    "Manifestry-9.1.0.AppImage",
    "Manifestry.AppImage",
  ]);
});

it.skipIf(process.platform === "win32")("keeps a link to the program", async () => {
  const link = folder.join("app");
  await symlink(program, link);
  replaceProgram({ program: link, version: programVersion(link), download, sha512 });
  expect(await readFile(link, "utf8")).toBe("new");
  expect(await readFile(program, "utf8")).toBe("new");
});

it.each([
  ["was changed", () => writeFile(download, "other"), "was changed"],
  ["is gone", () => rm(download), "ENOENT"],
  ["is for a program that something has replaced", () => writeFile(program, "newer"), "replaced"],
])("keeps the program if the download %s", async (_what, change, message) => {
  const version = programVersion(program);
  await change();
  const before = await readFile(program, "utf8");
  expect(() => replaceProgram({ program, version, download, sha512 })).toThrow(message);
  expect(await readFile(program, "utf8")).toBe(before);
  expect(await readdir(folder.join("apps"))).toEqual(["Manifestry.AppImage"]);
});

it("removes what a killed update left, and nothing else", async () => {
  const id = "0123abcd-0123-4abc-8abc-0123456789ab";
  const old = folder.join("apps/Manifestry-0.2.0.AppImage");
  await writeFile(old, "old");
  const leftover = (name: string): string => `.${name}.${id}`;
  const abandoned = [leftover("Manifestry-9.1.0.AppImage"), leftover("Manifestry-0.2.0.AppImage")];
  const kept = [leftover("Other.AppImage"), ".Manifestry-9.1.0.AppImage.part", `.${id}`];
  for (const name of [...abandoned, ...kept]) {
    await writeFile(folder.join(`apps/${name}`), "x");
    await utimes(folder.join(`apps/${name}`), 1000, 1000);
  }
  // Another instance copies now.
  const fresh = `.Manifestry-9.2.0.AppImage.${id}`;
  await writeFile(folder.join(`apps/${fresh}`), "x");
  await utimes(folder.join(`apps/${fresh}`), 2000, 2000);
  removeLeftovers(old, 2_000_000 + 1000);
  expect((await readdir(folder.join("apps"))).toSorted()).toEqual(
    [...kept, fresh, "Manifestry-0.2.0.AppImage", "Manifestry.AppImage"].toSorted(),
  );
});
