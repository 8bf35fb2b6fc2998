import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "@playwright/test";

const include = resolve(import.meta.dirname, "../../build/resources/windows/fileTypes.nsh");

/** An installer that has only what the app adds to electron-builder's. */
const script = `
Unicode true
Name "test"
OutFile "test.exe"
!define APP_EXECUTABLE_FILENAME "Manifestry.exe"
!include "${include}"
Section
  SetShellVarContext current
  !insertmacro customInstall
  WriteUninstaller "$INSTDIR\\uninstall.exe"
SectionEnd
Section "Uninstall"
  !insertmacro customUnInstall
SectionEnd
`;

test("the part of the Windows installer that registers recipes and plans compiles", () => {
  const folder = mkdtempSync(join(tmpdir(), "manifestry-nsis-"));
  try {
    writeFileSync(join(folder, "test.nsi"), script);
    execFileSync("makensis", ["-WX", "-V2", "test.nsi"], { cwd: folder });
    expect(statSync(join(folder, "test.exe")).size).toBeGreaterThan(10_000);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
