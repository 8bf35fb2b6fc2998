import packageFile from "../package.json" with { type: "json" };

/** The environment of a build. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What the build writes into the main process in place of names, as JavaScript.
 * @param env `MANIFESTRY_TEST_PACKAGE` is 1 in `npm run package -- --test-runtime`; build/README.md describes the other
 */
export function defines(env: Environment): Readonly<Record<string, string>> {
  return {
    ELECTRON_VERSION: JSON.stringify(packageFile.devDependencies.electron),
    TEST_PACKAGE: JSON.stringify(env["MANIFESTRY_TEST_PACKAGE"] === "1"),
    // The public key that signs update feeds; without it, the app does not update itself.
    UPDATE_KEY: JSON.stringify(env["MANIFESTRY_UPDATE_KEY"] ?? ""),
  };
}
