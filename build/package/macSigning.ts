/**
 * Arguments for electron-builder that sign a macOS app ad hoc, unless the environment names a certificate. Without any
 * signature, Apple Silicon kills the program: setting its fuses invalidates the one that Electron's binary has. It is not an
 * option of electron-builder.yml, where `-` would be preferred to a certificate (app-builder-lib/out/mac/MacTargetHelper.js).
 * @param env with `CSC_LINK`, a certificate, or `CSC_NAME`, the name of one in the keychain; empty as if not set, as the
 *   secrets of a workflow are
 */
export function macSigningArguments(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const isNamed = [env["CSC_LINK"], env["CSC_NAME"]].some((value) => (value ?? "").trim() !== "");
  return platform === "darwin" && !isNamed ? ["--config.mac.identity=-"] : [];
}
