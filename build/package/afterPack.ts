import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { setFuses } from "./fuses.ts";

interface PackContext {
  readonly appOutDir: string;
  readonly electronPlatformName: string;
  readonly packager: {
    readonly appInfo: { readonly productFilename: string; readonly updaterCacheDirName: string };
    readonly config: { readonly publish?: object | null };
    /** On Linux. */
    readonly executableName?: string;
  };
}

/**
 * Removes Electron's own default app, which would start in place of a missing one, sets the fuses, and names the feed of
 * updates. electron-builder calls it by this name before the app is signed. On Linux it names the feed itself; elsewhere not
 * in a folder from which installers are made later.
 */
export async function afterPack(context: PackContext): Promise<void> {
  const { appOutDir, electronPlatformName, packager } = context;
  const { productFilename, updaterCacheDirName } = packager.appInfo;
  const resources = join(
    appOutDir,
    electronPlatformName === "darwin" ? `${productFilename}.app/Contents/Resources` : "resources",
  );
  await rm(join(resources, "default_app.asar"), { force: true });
  await setFuses(join(appOutDir, programName(context)));
  const { publish } = packager.config;
  if (electronPlatformName !== "linux" && publish) {
    await writeFile(
      join(resources, "app-update.yml"),
      stringify({ ...publish, updaterCacheDirName }),
    );
  }
}

function programName({ electronPlatformName, packager }: PackContext): string {
  const { productFilename } = packager.appInfo;
  switch (electronPlatformName) {
    case "darwin":
      return `${productFilename}.app`;
    case "win32":
      return `${productFilename}.exe`;
    default:
      return packager.executableName ?? productFilename;
  }
}
