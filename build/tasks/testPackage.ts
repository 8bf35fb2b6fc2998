import { generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
import { makeTestTools } from "../package/testAppImage.ts";
import { testSwitch } from "../package/packOptions.ts";
import { prepare } from "../setup/prepare.ts";
import { installPackages, isInstalled } from "../setup/packages.ts";
import { e2eStep, runSteps } from "../steps.ts";
import { top } from "../top.ts";
import { run as pack } from "./package.ts";

/** Debian's packages that make and test packages, each with its program. Only root can install a Debian into a folder. */
const programs: Readonly<Record<string, string>> = {
  "7zip": "7zz",
  "desktop-file-utils": "desktop-file-validate",
  nsis: "makensis",
  rpm: "rpmbuild",
  "squashfs-tools": "mksquashfs",
  zstd: "zstd",
  ...(process.getuid?.() === 0 ? { debootstrap: "debootstrap" } : {}),
};

/** The release server that the tested packages name. */
const updates = {
  MANIFESTRY_UPDATES_PROVIDER: "github",
  MANIFESTRY_UPDATES_URL: "https://git.manifestry.example/acme/manifestry",
};

/**
 * Package the app for tests, then test the packages: fuses, contents, feeds of updates, a second build with the same bytes,
 * the packaged app, a bare Debian. On macOS and Windows it makes a folder only, and tests its fuses, the hash of its archive
 * and its signature.
 */
export async function run(args: readonly string[]): Promise<number> {
  const setup = await prepare("tests");
  try {
    if (process.platform !== "linux") {
      const packed = await pack([testSwitch, `--arch=${process.arch}`, "--dir", "--all"]);
      return packed === 0 ? await runTests(["--project=fuses", ...args], setup.env) : packed;
    }
    const missing = Object.entries(programs).filter(([, program]) => !isInstalled(program));
    const names = missing.map(([name]) => name);
    if (!(await installPackages(names, "to make and test packages"))) {
      return 1;
    }
    const output = join(top, "dist/test-runtime");
    const tools = makeTestTools(join(output, "appimage-tools"), "/usr/bin");
    Object.assign(process.env, updates, newKeys(), tools);
    const packed = await pack([testSwitch, `--arch=${process.arch}`, "--all"]);
    if (packed !== 0) {
      return packed;
    }
    const folder = join(output, `linux-${process.arch}-debuggable`);
    return await runTests(["--project=package", "--project=packaged app", ...args], {
      ...setup.env,
      MANIFESTRY_PACKAGED: join(folder, "manifestry"),
    });
  } finally {
    await setup.close();
  }
}

/** Runs tests of the packages. @returns the exit code */
async function runTests(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const { needs: _, ...step } = e2eStep(args);
  return await runSteps([step], env);
}

/** Keys of feeds. */
function newKeys(): Readonly<Record<string, string>> {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return {
    MANIFESTRY_UPDATE_KEY: publicKey.export({ format: "der", type: "spki" }).toString("base64"),
    MANIFESTRY_UPDATE_SIGNING_KEY: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
  };
}
