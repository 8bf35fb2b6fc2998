import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import type { FpmRequest } from "./fpmArguments.ts";

/** dpkg-deb's names of compressions. */
const compressions: Readonly<Record<string, string>> = { gz: "gzip", zst: "zstd" };

/**
 * Writes a deb package (deb-control(5), deb-md5sums(5)).
 * @param root the folder that holds what is installed in `/`
 */
export function writeDeb(request: FpmRequest, root: string): void {
  const files = listFiles(root);
  const control = join(root, "DEBIAN");
  mkdirSync(control);
  const kibibytes = Math.ceil(files.reduce((sum, file) => sum + statSync(file).size, 0) / 1024);
  writeFileSync(join(control, "control"), formatControl(request, kibibytes));
  writeFileSync(
    join(control, "md5sums"),
    files.map((file) => `${md5(file)}  ${relative(root, file)}\n`).join(""),
  );
  for (const [script, name] of [
    [request.afterInstall, "postinst"],
    [request.afterRemove, "postrm"],
  ] as const) {
    copyFileSync(script, join(control, name));
    chmodSync(join(control, name), 0o755);
  }
  const compression = compressions[request.compression] ?? request.compression;
  execFileSync(
    "dpkg-deb",
    ["--root-owner-group", `-Z${compression}`, "--build", root, request.output],
    { stdio: "inherit" },
  );
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
