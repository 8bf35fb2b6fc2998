import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { type BuilderResult, runBuilder } from "../package/builder.ts";
import { signFeeds } from "../package/signFeeds.ts";
import { updateKeys } from "../package/updateKeys.ts";
import { formatPart, largestEntries, largestFiles, sizeOf } from "../package/sizes.ts";
import { type System, systemFor } from "../package/targets.ts";
import { proveInstallers } from "../provenance/checksums.ts";
import { officialVersion } from "../setup/officialRuntime.ts";
import { findRuntime, type Runtime } from "../setup/runtime.ts";
import { whyNotPacked } from "../setup/whyNotPacked.ts";
import { buildStep, runSteps } from "../steps.ts";
import { top } from "../top.ts";

/** Packs any runtime, for tests: the names of the files say so. */
const testSwitch = "--test-runtime";

/** For electron-builder: names that say what is inside, and compressions that are fast. */
const testArguments = [
  "--config.artifactName=${productName}-${version}-test-runtime-${os}-${arch}.${ext}",
  "--config.deb.compression=zst",
  "--config.rpm.compression=gzip",
];

/** Where the packages look for updates, if they do, and the keys of the feeds. build/README.md describes the variables. */
const updates = { url: process.env.MANIFESTRY_UPDATES_URL?.trim() ?? "", ...updateKeys() };

interface Options {
  readonly system: System;
  readonly runtime: Runtime;
  readonly forTests: boolean;
  /** The folder of all packages. */
  readonly output: string;
  /** Architectures to pack, by electron-builder's names. */
  readonly archs: readonly string[];
  /** Names of targets to build; none for folders only. */
  readonly targets: readonly string[];
  /** Other arguments, for electron-builder. */
  readonly rest: readonly string[];
}

/**
 * Build the app and its packages for this system: all targets, or those named in the arguments (`deb`, `AppImage`);
 * `--dir` makes folders only, `--arch=x64` one architecture. A target whose tool is neither here nor can be downloaded is
 * named, and the others are built; with `--all` that is a failure. Except with `--test-runtime`, only a supported Electron of
 * the version in package.json is packed.
 */
export async function run(args: readonly string[]): Promise<number> {
  const runtime = await findRuntime();
  const options = parse(args, runtime);
  const reason = whyNotPacked(runtime.version, officialVersion(), new Date());
  if (reason !== undefined && !options.forTests) {
    console.error(`Nothing was packed: ${reason}`);
    console.error(`For a package to test with: npm run package -- ${testSwitch}`);
    return 1;
  }
  if ((updates.url === "") !== (updates.key === "")) {
    console.error("Updates need the address and the public key that build/README.md describes.");
    return 1;
  }
  if (updates.url !== "" && !updates.url.startsWith("https://")) {
    console.error("MANIFESTRY_UPDATES_URL must start with https://.");
    return 1;
  }
  removeFeeds(options.output);
  const built = await runSteps([buildStep], { ELECTRON_EXEC_PATH: runtime.executable });
  if (built !== 0) {
    return built;
  }
  const results: (readonly [string, BuilderResult])[] = [];
  for (const arch of options.archs) {
    results.push(...(await packArch(arch, options)));
  }
  if (updates.url !== "" && updates.signingKey !== "") {
    await signFeeds(options.output, updates);
  }
  if (options.targets.length > 0) {
    await proveInstallers(options.output, top);
  }
  return report(results, args.includes("--all"));
}

function parse(args: readonly string[], runtime: Runtime): Options {
  const system = systemFor(process.platform);
  const forTests = args.includes(testSwitch);
  const arch = args.find((arg) => arg.startsWith("--arch="))?.slice("--arch=".length);
  const named = args.filter((arg) => system.targets.some(({ name }) => name === arg));
  const own = new Set([...named, testSwitch, "--all", "--dir", `--arch=${arch}`]);
  const all = named.length > 0 ? named : system.targets.map(({ name }) => name);
  return {
    system,
    runtime,
    forTests,
    output: join(top, forTests ? "dist/test-runtime" : "dist"),
    // A given runtime is of one architecture.
    archs: arch === undefined ? (forTests ? [process.arch] : system.archs) : [arch],
    targets: args.includes("--dir") ? [] : all,
    rest: args.filter((arg) => !own.has(arg)),
  };
}

/** Packs a folder, then each target from it. */
async function packArch(
  arch: string,
  { system, runtime, forTests, output, targets, rest }: Options,
): Promise<(readonly [string, BuilderResult])[]> {
  const folder = join(output, `${process.platform}-${arch}`);
  const common = [
    `--${arch}`,
    `--config.directories.output=${output}`,
    `--config.electronVersion=${runtime.version}`,
    ...(forTests ? testArguments : []),
    ...rest,
  ];
  rmSync(folder, { recursive: true, force: true });
  console.log(`\n── ${relative(top, folder)}`);
  const packed = await runBuilder([
    system.flag,
    "dir",
    ...common,
    ...feedArguments(arch),
    // Electron-builder downloads that of other architectures.
    ...(arch === process.arch ? [`--config.electronDist=${runtime.folder}`] : []),
  ]);
  if (packed.kind !== "built") {
    return (targets.length === 0 ? ["folder"] : targets).map((name) => [`${name} ${arch}`, packed]);
  }
  renameSync(findUnpacked(output), folder);
  reportSizes(folder);
  // On macOS it is the app itself that is packed.
  const app = process.platform === "darwin" ? join(folder, "Manifestry.app") : folder;
  const results: (readonly [string, BuilderResult])[] = [];
  for (const target of targets) {
    console.log(`\n── ${target} ${arch}`);
    const hasFeed = system.targets.some((each) => each.name === target && each.hasFeed);
    const result = await runBuilder([
      system.flag,
      target,
      ...common,
      ...(hasFeed ? feedArguments(arch) : []),
      `--prepackaged=${app}`,
    ]);
    results.push([`${target} ${arch}`, result]);
  }
  return results;
}

/** Feeds of earlier builds: electron-builder adds to none, and one of another version must not be signed. */
function removeFeeds(output: string): void {
  const names = existsSync(output) ? readdirSync(output) : [];
  names
    .filter((name) => /^latest.*\.yml$/.test(name))
    .forEach((name) => rmSync(join(output, name)));
}

/** Names the feed of updates. On Windows alone, the name of its file is the same for all architectures. */
function feedArguments(arch: string): readonly string[] {
  if (updates.url === "") {
    return [];
  }
  const channel = process.platform === "win32" && arch !== "x64" ? `latest-${arch}` : "latest";
  return [
    "--config.publish.provider=generic",
    `--config.publish.url=${updates.url}`,
    `--config.publish.channel=${channel}`,
  ];
}

/** The folder that electron-builder has just packed: its name depends on system and architecture. */
function findUnpacked(output: string): string {
  const name = readdirSync(output).find((entry) => /-unpacked$|^mac(?:-\w+)?$/.test(entry));
  if (name === undefined) {
    throw new Error(`No packed app in ${output}.`);
  }
  return join(output, name);
}

function reportSizes(folder: string): void {
  console.log(formatPart({ name: "as a folder; the largest files:", size: sizeOf(folder) }));
  largestFiles(folder).forEach((part) => console.log(`  ${formatPart(part)}`));
  const archive = join(folder, "resources/app.asar");
  if (existsSync(archive)) {
    console.log("  In app.asar:");
    largestEntries(archive).forEach((part) => console.log(`  ${formatPart(part)}`));
  }
}

/** @returns the exit code */
function report(results: readonly (readonly [string, BuilderResult])[], needsAll: boolean): number {
  const failed = results.filter(
    ([, { kind }]) => kind === "failed" || (needsAll && kind === "unavailable"),
  );
  console.log();
  for (const [name, result] of results) {
    console.log(
      result.kind === "built" ? `built      ${name}` : `not built  ${name}: ${result.reason}`,
    );
  }
  return failed.length > 0 ||
    (results.every(([, { kind }]) => kind !== "built") && results.length > 0)
    ? 1
    : 0;
}
