import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { extractFile, listPackage } from "@electron/asar";
import { expect, test } from "@playwright/test";
import { packageFile, released } from "./packages.ts";

const archive = join(released, "resources/app.asar");

test("only what runs is in the archive of the app", () => {
  const files = listPackage(archive, { isPack: false }).map((path) => path.slice(1));
  const tops = new Set(files.map((path) => path.split("/").slice(0, 2).join("/")));
  expect([...tops].toSorted()).toEqual([
    "LICENSE",
    "out",
    "out/components",
    "out/main",
    "out/preload",
    "out/renderer",
    "package.json",
  ]);
  expect(files.filter((path) => /\.(?:map|tsx?)$/.test(path))).toEqual([]);
  const manifest = JSON.parse(extractFile(archive, "package.json").toString()) as object;
  expect(Object.keys(manifest)).not.toContain("devDependencies");
});

test("the folder has neither Electron's default app nor unused languages", () => {
  expect(readdirSync(join(released, "resources")).filter((name) => name.endsWith(".asar"))).toEqual(
    ["app.asar"],
  );
  expect(readdirSync(join(released, "locales"))).toEqual(["en-US.pak"]);
});

test("the deb package names what it needs, and holds menu entry, icons, file types and license", () => {
  const field = (name: string): string =>
    execFileSync("dpkg-deb", ["--field", packageFile(".deb"), name])
      .toString()
      .trim();
  expect(field("Package")).toBe("manifestry");
  expect(field("Maintainer")).toContain("Manifestry contributors");
  expect(field("Homepage")).not.toBe("");
  for (const name of ["libasound2", "libgbm1", "libgtk-3-0", "libnss3"]) {
    expect(field("Depends")).toContain(name);
  }
  const contents = execFileSync("dpkg-deb", ["--contents", packageFile(".deb")]).toString();
  expect(pathsIn(contents)).toEqual(expect.arrayContaining(installed.map((path) => `.${path}`)));
  // dpkg would remove it when it is empty.
  expect(pathsIn(contents)).not.toContain("./opt/");
  expect(
    contents.split("\n").filter((line) => line !== "" && !line.includes(" root/root ")),
  ).toEqual([]);

  const desktop = execFileSync("sh", [
    "-c",
    'dpkg-deb --fsys-tarfile "$0" | tar -xO ./usr/share/applications/manifestry.desktop',
    packageFile(".deb"),
  ]).toString();
  expect(desktop).toContain("Categories=Development;");
  expect(desktop).toMatch(/^Exec=\/opt\/Manifestry\/manifestry.* %U$/m);
  expect(desktop).toMatch(/^MimeType=.*x-scheme-handler\/manifestry;/m);
  expect(desktop).toMatch(/^MimeType=.*application\/vnd\.manifestry\.recipe\+yaml;/m);
});

test("the tar.gz package holds the app and no more", () => {
  const listed = execFileSync("tar", ["--list", "--gzip", "--file", packageFile(".tar.gz")])
    .toString()
    .split("\n")
    .filter((path) => path !== "" && !path.endsWith("/"));
  const folder = listed[0]?.split("/")[0] ?? "";
  expect(folder).toMatch(/^Manifestry-[\d.]+-test-runtime-linux-x64$/);
  const expected = readdirSync(released, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(folder, relative(released, join(entry.parentPath, entry.name))));
  // The deb and rpm packages are made later, and add a profile for AppArmor.
  const added = join(folder, "resources/apparmor-profile");
  expect(listed.toSorted()).toEqual(expected.filter((path) => path !== added).toSorted());
  const modes = execFileSync("tar", [
    "--list",
    "--verbose",
    "--gzip",
    "--file",
    packageFile(".tar.gz"),
  ]);
  expect(modes.toString()).toMatch(/^-rwxr-xr-x .*\/manifestry$/m);
});

test("packages that a package manager owns name no feed of updates", () => {
  const contents = execFileSync("dpkg-deb", ["--contents", packageFile(".deb")]).toString();
  const listed = execFileSync("rpm", ["--query", "--list", "--package", packageFile(".rpm")]);
  expect(`${contents}${listed.toString()}`).not.toContain("app-update.yml");
});

test("every package for tests says so in its name", () => {
  const names = [".AppImage", ".deb", ".rpm", ".tar.gz"].map((end) => basename(packageFile(end)));
  expect(names.filter((name) => !name.includes("-test-runtime-"))).toEqual([]);
});

test("the rpm package holds the same files, for the systems of its architecture", () => {
  const query = (format: string): readonly string[] =>
    execFileSync("rpm", ["--query", `--queryformat=${format}`, "--package", packageFile(".rpm")])
      .toString()
      .trim()
      .split("\n");
  // rpm and dnf know no amd64.
  expect(query("%{ARCH}")).toEqual([process.arch === "arm64" ? "aarch64" : "x86_64"]);
  const listed = query("[%{FILEMODES:octal} %{FILENAMES}\n]");
  expect(listed.map((line) => line.split(" ")[1])).toEqual(expect.arrayContaining(installed));
  expect(listed).toContain("104755 /opt/Manifestry/chrome-sandbox");
  expect(listed).toContain("40755 /usr/share/doc/manifestry");
});

const installed = [
  "/opt/Manifestry/manifestry",
  "/usr/share/applications/manifestry.desktop",
  "/usr/share/doc/manifestry/copyright",
  "/usr/share/icons/hicolor/16x16/apps/manifestry.png",
  "/usr/share/icons/hicolor/512x512/apps/manifestry.png",
  "/usr/share/mime/packages/manifestry.xml",
];

function pathsIn(contents: string): readonly string[] {
  return contents.split("\n").map((line) => line.split(/\s+/)[5] ?? "");
}
