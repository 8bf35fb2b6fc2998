import { rm } from "node:fs/promises";
import { join } from "node:path";

interface PackContext {
  readonly appOutDir: string;
  readonly electronPlatformName: string;
  readonly packager: { readonly appInfo: { readonly productFilename: string } };
}

/** Removes Electron's own default app, which would start in place of a missing one. electron-builder calls it by this name. */
export async function afterPack(context: PackContext): Promise<void> {
  const { appOutDir, electronPlatformName, packager } = context;
  const resources =
    electronPlatformName === "darwin"
      ? `${packager.appInfo.productFilename}.app/Contents/Resources`
      : "resources";
  await rm(join(appOutDir, resources, "default_app.asar"), { force: true });
}
