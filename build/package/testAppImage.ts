import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Bytes of the stand-in: the file system begins after them. */
export const runtimeSize = 4096;

/** What the AppImage runtime does, except that it unpacks the files in place of mounting them. */
const runtime = `#!/bin/sh
# Stands in for the AppImage runtime in tests: it unpacks to a folder, since it cannot mount.
APPIMAGE=$(readlink -f "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
unsquashfs -quiet -no-progress -dest "$folder/app" -offset ${runtimeSize} "$APPIMAGE" >&2 || exit 1
export APPIMAGE APPDIR="$folder/app"
"$APPDIR/AppRun" "$@"
exit
`;

/**
 * Makes the tools for an AppImage from programs of this system, for tests where the true runtime cannot be downloaded. What
 * is built has the content, the menu entry and the feed of updates of a release, but not its start.
 * @param folder is created anew
 * @param programs the folder of mksquashfs and desktop-file-validate
 * @returns variables for electron-builder
 */
export function makeTestTools(folder: string, programs: string): Readonly<Record<string, string>> {
  rmSync(folder, { recursive: true, force: true });
  for (const name of ["x64", "arm64"]) {
    // Libraries that the true one brings.
    mkdirSync(join(folder, "lib", name), { recursive: true });
    mkdirSync(join(folder, "runtimes"), { recursive: true });
    writeFileSync(join(folder, `runtimes/runtime-${name}`), runtime.padEnd(runtimeSize, "\n"));
  }
  for (const name of ["mksquashfs", "desktop-file-validate"]) {
    symlinkSync(join(programs, name), join(folder, name));
  }
  return { APPIMAGE_TOOLS_PATH: folder };
}
