#!/usr/bin/env node
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseFpmArguments } from "./fpmArguments.ts";
import { writeDeb } from "./writeDeb.ts";
import { writeRpm } from "./writeRpm.ts";

// Stands in for fpm, which electron-builder would download: writes deb and rpm packages with tar and rpmbuild.

const request = parseFpmArguments(process.argv.slice(2));
const folder = mkdtempSync(join(tmpdir(), "manifestry-package-"));
try {
  const root = join(folder, "root");
  for (const { from, to } of request.files) {
    const isContent = from.endsWith("/");
    const parent = join(root, isContent ? to : join(to, ".."));
    execFileSync("mkdir", ["-p", parent]);
    execFileSync("cp", ["-a", isContent ? `${from}.` : from, join(root, to)]);
  }
  // Debian's policy 10.9: files are readable by all, and changed by root alone.
  execFileSync("chmod", ["-R", "u=rwX,go=rX", root]);
  // As the script after the installation leaves it, so that `rpm --verify` finds no change.
  for (const name of readdirSync(join(root, "opt"))) {
    chmodSync(join(root, "opt", name, "chrome-sandbox"), 0o4755);
  }
  if (request.target === "deb") {
    writeDeb(request, root, folder);
  } else {
    writeRpm(request, root, folder);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
