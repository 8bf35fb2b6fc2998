import { join } from "node:path";
import { prepare } from "../setup/prepare.ts";
import { installPackages, isInstalled } from "../setup/packages.ts";
import { e2eStep, runSteps } from "../steps.ts";
import { top } from "../top.ts";
import { run as pack } from "./package.ts";

/** Debian's packages that make and test packages, each with its program. Only root can install a Debian into a folder. */
const programs: Readonly<Record<string, string>> = {
  rpm: "rpmbuild",
  ...(process.getuid?.() === 0 ? { debootstrap: "debootstrap" } : {}),
};

/** Package the app for tests, then test the packages: fuses, contents, the packaged app, a bare Debian. Linux only. */
export async function run(args: readonly string[]): Promise<number> {
  if (process.platform !== "linux") {
    console.log("Packages are tested on Linux only.");
    return 0;
  }
  const setup = await prepare("tests");
  try {
    const missing = Object.entries(programs).filter(([, program]) => !isInstalled(program));
    const names = missing.map(([name]) => name);
    if (!(await installPackages(names, "to make and test packages"))) {
      return 1;
    }
    const packed = await pack(["--test-runtime", `--arch=${process.arch}`, "deb", "rpm"]);
    if (packed !== 0) {
      return packed;
    }
    const folder = join(top, `dist/test-runtime/linux-${process.arch}-debuggable`);
    const { needs: _, ...step } = e2eStep(["--project=package", "--project=packaged app", ...args]);
    return await runSteps([step], {
      ...setup.env,
      MANIFESTRY_PACKAGED: join(folder, "manifestry"),
    });
  } finally {
    await setup.close();
  }
}
