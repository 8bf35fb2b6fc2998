import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import type { FpmRequest } from "./fpmArguments.ts";

/** Programs by electron-builder's names of compressions; the ending of the archive is the same name. */
const compressors: Readonly<Record<string, string>> = {
  gz: "gzip -n",
  xz: "xz -T0",
  zst: "zstd -T0 -q",
};

/**
 * dpkg removes a folder of a package that is empty afterwards, also one that was there before: /opt is no part of the
 * package, and made only if it is missing.
 */
const preinst = `#!/bin/sh
set -e
mkdir -p /opt
`;

/**
 * Writes a deb package (deb(5), deb-control(5), deb-md5sums(5)).
 * @param root the folder that holds what is installed in `/`
 * @param work a folder for the parts of the package
 */
export function writeDeb(request: FpmRequest, root: string, work: string): void {
  const files = listFiles(root);
  const control = join(work, "control");
  mkdirSync(control);
  const kibibytes = Math.ceil(files.reduce((sum, file) => sum + statSync(file).size, 0) / 1024);
  writeFileSync(join(control, "control"), formatControl(request, kibibytes));
  writeFileSync(
    join(control, "md5sums"),
    files.map((file) => `${md5(file)}  ${relative(root, file)}\n`).join(""),
  );
  copyFileSync(request.afterInstall, join(control, "postinst"));
  writeFileSync(join(control, "preinst"), preinst);
  writeFileSync(join(control, "prerm"), beforeRemove(request.afterRemove));
  for (const name of ["preinst", "postinst", "prerm"]) {
    chmodSync(join(control, name), 0o755);
  }
  const ending = request.compression;
  const program = compressors[ending];
  if (program === undefined) {
    throw new Error(`A deb package is compressed as gz, xz or zst, not ${ending}.`);
  }
  const shared = ["./opt"];
  const names = ["debian-binary", "control.tar.gz", `data.tar.${ending}`] as const;
  writeFileSync(join(work, names[0]), "2.0\n");
  writeTar(join(work, names[1]), control, { program: "gzip -n", without: [] });
  writeTar(join(work, names[2]), root, { program, without: shared });
  rmSync(request.output, { force: true });
  writeFileSync(
    request.output,
    formatArchive(names.map((name) => [name, readFileSync(join(work, name))])),
  );
}

/**
 * The script for the removal, to run before it: with a script that runs after it, dpkg would keep the package in the state
 * `rc` (deb-postrm(5)). A newer version runs its own after the installation.
 */
function beforeRemove(script: string): string {
  return `#!/bin/bash
[ "$1" = remove ] || exit 0
${readFileSync(script, "utf8").replace(/^#!.*\n/, "")}`;
}

/** Writes a compressed archive of a folder, whose files belong to root, without some of its folders; what is in them is part of it. */
function writeTar(
  file: string,
  folder: string,
  { program, without }: { readonly program: string; readonly without: readonly string[] },
): void {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => `./${path}`)
    .filter((path) => !without.includes(path));
  execFileSync(
    "tar",
    [
      "--create",
      `--file=${file}`,
      `--use-compress-program=${program}`,
      `--directory=${folder}`,
      "--format=gnu",
      "--owner=root:0",
      "--group=root:0",
      "--no-recursion",
      "--null",
      "--files-from=-",
    ],
    { input: [".", ...paths.toSorted()].map((path) => `${path}\0`).join("") },
  );
}

/** An archive of the format ar (ar(5)), as deb(5) wants it. */
function formatArchive(members: readonly (readonly [string, Buffer])[]): Buffer {
  const parts = members.flatMap(([name, bytes]) => {
    const fields: readonly (readonly [string, number])[] = [
      [name, 16],
      ["0", 12],
      ["0", 6],
      ["0", 6],
      ["100644", 8],
      [String(bytes.length), 10],
    ];
    const header = fields.map(([value, width]) => value.padEnd(width)).join("");
    return [Buffer.from(`${header}\x60\n`), bytes, Buffer.alloc(bytes.length % 2, "\n")];
  });
  return Buffer.concat([Buffer.from("!<arch>\n"), ...parts]);
}

function formatControl(request: FpmRequest, kibibytes: number): string {
  const fields: readonly (readonly [string, string])[] = [
    ["Package", request.name],
    ["Version", request.version],
    ["Architecture", request.architecture],
    ["Maintainer", request.maintainer],
    ["Installed-Size", String(kibibytes)],
    ["Depends", request.depends.join(", ")],
    ["Recommends", request.recommends.join(", ")],
    ["Section", "devel"],
    ["Priority", "optional"],
    ["Homepage", request.url],
    // Continuation lines start with a space, empty ones with a dot.
    [
      "Description",
      [request.summary, ...request.description.split("\n")]
        .map((line) => line.trim() || ".")
        .join("\n "),
    ],
  ];
  return fields
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}: ${value}\n`)
    .join("");
}

/** The regular files below a folder, in the order of their names. */
function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

function md5(file: string): string {
  return createHash("md5").update(readFileSync(file)).digest("hex");
}
