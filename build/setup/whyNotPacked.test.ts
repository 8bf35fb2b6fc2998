import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCommand } from "./command.ts";
import { officialSupport, officialVersion } from "./officialRuntime.ts";
import { verifiedVersion } from "./verifiedRuntime.ts";
import { whyNotPacked } from "./whyNotPacked.ts";

const wanted = officialVersion();
const supported = new Date("2026-12-01");

test("the version of package.json is packed while it is supported", () => {
  expect(whyNotPacked(wanted, wanted, supported)).toBeUndefined();
});

test.each([verifiedVersion, "of unknown version", "", "44.9.9", `${wanted}-beta.1`])(
  "%j is not packed in its place",
  (found) => {
    expect(whyNotPacked(found, wanted, supported)).toContain(`package.json asks for ${wanted}`);
  },
);

test("a version that gets no more security fixes is not packed", () => {
  expect(whyNotPacked(wanted, wanted, new Date(officialSupport.ends))).toContain("security fixes");
  expect(whyNotPacked("33.3.0", "33.3.0", supported)).toContain("security fixes");
});

test("the end of support is that of the version in package.json", () => {
  expect(wanted.split(".")[0]).toBe(String(officialSupport.major));
});

test("the command stops before it builds anything", async () => {
  const folder = mkdtempSync(join(tmpdir(), "old-electron-"));
  try {
    mkdirSync(join(folder, "Electron.app/Contents/MacOS"), { recursive: true });
    for (const name of ["electron", "electron.exe", "Electron.app/Contents/MacOS/Electron"]) {
      writeFileSync(join(folder, name), "");
    }
    writeFileSync(join(folder, "version"), "33.3.0");
    const { code, output } = await runCommand(process.execPath, ["build/run.mjs", "package"], {
      env: { ELECTRON_OVERRIDE_DIST_PATH: folder },
    });
    expect(output).toContain("Nothing was packed: Electron 33.3.0 is installed");
    expect(output).toContain("--test-runtime");
    expect(output).not.toContain("── build");
    expect(code).toBe(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
