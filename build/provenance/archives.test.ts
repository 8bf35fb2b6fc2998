import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPackage } from "@electron/asar";
import { afterEach, beforeEach, expect, it } from "vitest";
import { whyNotReleased } from "./checkTag.ts";
import { proveInstallers, writeChecksums } from "./checksums.ts";
import { gatherFiles } from "./gatherFiles.ts";
import { compareArchives, unlistedPackages } from "./compareArchives.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "manifestry-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, ".."), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

it("lists the installers and the bill of materials for sha256sum", async () => {
  await write({
    "package.json": JSON.stringify({ name: "manifestry", version: "0.2.0" }),
    "out/components/sbom.cdx.json": "",
    "dist/manifestry_0.2.0_amd64.deb": "abc",
    "dist/Manifestry-0.2.0.AppImage": "",
    "dist/latest-linux.yml": "",
    "dist/Manifestry-0.1.9.AppImage": "of an earlier build",
    "dist/linux-unpacked/other.zip": "",
  });
  await write({ "dist/linux-x64/resources/app.asar": "abc" });
  const archives = ["linux-x64/resources/app.asar"];
  const proof = { folder: join(folder, "dist"), top: folder, archives };
  expect(await proveInstallers(proof)).toHaveLength(4);
  const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  // FIPS 180-2, appendix B.1
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  const written = await readFile(join(folder, "dist/SHA256SUMS"), "utf8");
  const name = (await readdir(join(folder, "dist"))).find((each) => each.endsWith(".asar.sha256"));
  const digests = await readFile(join(folder, "dist", name ?? ""), "utf8");
  expect(digests).toBe(`${abc}  linux-x64/resources/app.asar\n`);
  const ofDigests = createHash("sha256").update(digests).digest("hex");
  expect(written.replace(/(?:linux|mac|win)(?=\.(?:cdx|asar))/g, "SYSTEM")).toBe(
    `${empty}  Manifestry-0.2.0.AppImage\n` +
      `${ofDigests}  manifestry-0.2.0-SYSTEM.asar.sha256\n` +
      `${empty}  manifestry-0.2.0-SYSTEM.cdx.json\n` +
      `${abc}  manifestry_0.2.0_amd64.deb\n`,
  );
});

it("writes nothing beside a folder without installers", async () => {
  await write({ "dist/linux-unpacked/manifestry": "" });
  const proof = { folder: join(folder, "dist"), top: folder, archives: [] };
  expect(await proveInstallers(proof)).toEqual([]);
  expect(await readdir(join(folder, "dist"))).toEqual(["linux-unpacked"]);
});

it("names the files in which two archives differ", async () => {
  await write({
    "a/main.js": "1",
    "a/same.js": "",
    "b/main.js": "2",
    "b/same.js": "",
    "b/new.js": "",
  });
  for (const name of ["a", "b"]) {
    await createPackage(join(folder, name), join(folder, `${name}.asar`));
  }
  await createPackage(join(folder, "a"), join(folder, "again.asar"));
  const compare = (first: string, second: string): readonly string[] =>
    compareArchives(join(folder, `${first}.asar`), join(folder, `${second}.asar`));
  expect(compare("a", "again")).toEqual([]);
  const differences = ["/main.js differs", "/new.js is only in the second"];
  expect(compare("a", "b").map((line) => line.replaceAll("\\", "/"))).toEqual(differences);
});

/** Writes packages into folders of systems, each with the list of its checksums. */
async function writePackages(files: Readonly<Record<string, string>>): Promise<void> {
  await write(files);
  for (const system of new Set(Object.keys(files).map((file) => file.split("/")[0] ?? ""))) {
    await write({ [`${system}/SHA256SUMS`]: "" });
    await writeChecksums(join(folder, system), "");
  }
}

it("gathers the packages of all systems, unless one would replace another", async () => {
  await writePackages({
    "linux/a-x64.deb": "",
    "linux/a.yml": "",
    "mac/a.dmg": "",
    "windows/a.exe": "",
  });
  await gatherFiles(folder);
  const gathered = ["a-x64.deb", "a.dmg", "a.exe", "a.yml"];
  const names = async (): Promise<readonly string[]> => (await readdir(folder)).toSorted();
  expect(await names()).toEqual(gathered);
  await writePackages({ "linux/a-arm64.deb": "", "mac/a.exe": "" });
  await expect(gatherFiles(folder)).rejects.toThrow("Two systems have a file named a.exe");
  expect(await names()).not.toContain("a-arm64.deb");
  await unlink(join(folder, "mac/a.exe"));
  await writePackages({ "linux/b.yml": "1", "mac/b.yml": "2", "mac/b.dmg": "" });
  await expect(gatherFiles(folder)).rejects.toThrow("b.yml");
});

it("gathers only what the job that packaged it has listed, and no packages for tests", async () => {
  await writePackages({ "linux/a.deb": "1", "mac/a.dmg": "2" });
  await write({ "mac/a.dmg": "3" });
  await expect(gatherFiles(folder)).rejects.toThrow(/a\.dmg has other bytes/);
  await write({ "mac/a.dmg": "2", "mac/a.zip": "" });
  await expect(gatherFiles(folder)).rejects.toThrow(/a\.zip is not in SHA256SUMS/);
  await unlink(join(folder, "mac/a.zip"));
  await unlink(join(folder, "mac/a.dmg"));
  await expect(gatherFiles(folder)).rejects.toThrow("ENOENT");
  await writePackages({ "mac/a-test-runtime-mac.dmg": "" });
  await expect(gatherFiles(folder)).rejects.toThrow("is a package for tests");
  expect((await readdir(folder)).toSorted()).toEqual(["linux", "mac"]);
});

it("releases the tag of package.json only, with a section in the changelog", () => {
  const changelog = "# Changelog\n\n## Unreleased\n\n## [0.2.0] - 2026-12-01\n\n## 0.1.0\n";
  for (const version of ["0.2.0", "0.1.0"]) {
    expect(whyNotReleased(`v${version}`, version, changelog)).toBeUndefined();
  }
  for (const tag of ["0.2.0", "v0.2.1", "v0.2.0-rc.1", ""]) {
    expect(whyNotReleased(tag, "0.2.0", changelog)).toContain("is not that of package.json");
  }
  expect(whyNotReleased("v0.2", "0.2", changelog)).toContain("no section");
  expect(whyNotReleased("v0.3.0", "0.3.0", changelog)).toContain("no section about 0.3.0");
});

it("finds packages that are not in the bundles", async () => {
  await write({ "a/node_modules/zod/index.js": "", "a/node_modules/@acme/tree/index.js": "" });
  await createPackage(join(folder, "a"), join(folder, "a.asar"));
  const found = unlistedPackages(join(folder, "a.asar"));
  expect(found.map((name) => name.replaceAll("\\", "/"))).toEqual([
    "/node_modules/@acme/tree",
    "/node_modules/zod",
  ]);
});
