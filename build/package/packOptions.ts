import { join } from "node:path";
import { top } from "../top.ts";
import { type System, systemFor } from "./targets.ts";

/** Packs any runtime, for tests: the names of the files and *About* say so. */
export const testSwitch = "--test-runtime";

/** For electron-builder: names that say what is inside, and compressions that are fast. */
const testArguments = [
  "--config.artifactName=${productName}-${version}-test-runtime-${os}-${arch}.${ext}",
  "--config.deb.compression=zst",
  "--config.rpm.compression=gzip",
];

export interface PackOptions {
  readonly system: System;
  readonly forTests: boolean;
  /** The folder of all packages. */
  readonly output: string;
  /** Architectures to pack, by electron-builder's names. */
  readonly archs: readonly string[];
  /** Names of targets to build; none for folders only. */
  readonly targets: readonly string[];
  /** Variables for the build of the app. */
  readonly env: Readonly<Record<string, string>>;
  /** Other arguments, for electron-builder. */
  readonly rest: readonly string[];
  /** Whether a target that cannot be built is a failure. */
  readonly needsAll: boolean;
}

/** Reads the arguments of `npm run package`. @throws Error on a system for which no package is made */
export function parsePackArguments(
  args: readonly string[],
  { platform, arch: ownArch }: Pick<NodeJS.Process, "platform" | "arch">,
): PackOptions {
  const system = systemFor(platform);
  const forTests = args.includes(testSwitch);
  const arch = args.find((arg) => arg.startsWith("--arch="))?.slice("--arch=".length);
  const named = args.filter((arg) => system.targets.some(({ name }) => name === arg));
  const own = new Set([...named, testSwitch, "--all", "--dir", `--arch=${arch}`]);
  const all = named.length > 0 ? named : system.targets.map(({ name }) => name);
  return {
    system,
    forTests,
    output: join(top, forTests ? "dist/test-runtime" : "dist"),
    // A given runtime is of one architecture.
    archs: arch === undefined ? (forTests ? [ownArch] : system.archs) : [arch],
    targets: args.includes("--dir") ? [] : all,
    env: { MANIFESTRY_TEST_PACKAGE: forTests ? "1" : "" },
    rest: [...(forTests ? testArguments : []), ...args.filter((arg) => !own.has(arg))],
    needsAll: args.includes("--all"),
  };
}
