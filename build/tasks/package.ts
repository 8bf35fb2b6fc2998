import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { type BuilderResult, runBuilder } from "../package/builder.ts";
import { macSigningArguments } from "../package/macSigning.ts";
import { signFeeds } from "../package/signFeeds.ts";
import { type PackOptions, parsePackArguments, testSwitch } from "../package/packOptions.ts";
import { feedArguments, readUpdates } from "../package/updateFeed.ts";
import { formatPart, largestEntries, largestFiles, sizeOf } from "../package/sizes.ts";
import type { FeedConfig } from "../../electron/app/updates/feedPlace.ts";
import { proveInstallers } from "../provenance/checksums.ts";
import { officialVersion } from "../setup/officialRuntime.ts";
import { findRuntime, type Runtime } from "../setup/runtime.ts";
import { whyNotPacked } from "../setup/whyNotPacked.ts";
import { buildStep, runSteps } from "../steps.ts";
import { top } from "../top.ts";

/**
 * Build the app and its packages for this system: all targets, or those named in the arguments (`deb`, `AppImage`);
 * `--dir` makes folders only, `--arch=x64` one architecture. A target whose tool is neither here nor can be downloaded is
 * named, and the others are built; with `--all` that is a failure. Except with `--test-runtime`, only a supported Electron of
 * the version in package.json is packed.
 */
export async function run(args: readonly string[]): Promise<number> {
  // First: no program that is started sees the private key.
  const { feed, key, signingKey } = readUpdates();
  const runtime = await findRuntime();
  const options = parsePackArguments(args, process);
  const reason = whyNotPacked(runtime.version, officialVersion(), new Date());
  if (reason !== undefined && !options.forTests) {
    console.error(`Nothing was packed: ${reason}`);
    console.error(`For a package to test with: npm run package -- ${testSwitch}`);
    return 1;
  }
  removeFeeds(options.output);
  const built = await runSteps([buildStep], {
    ...options.env,
    ELECTRON_EXEC_PATH: runtime.executable,
  });
  if (built !== 0) {
    return built;
  }
  const results: (readonly [string, BuilderResult])[] = [];
  for (const arch of options.archs) {
    results.push(...(await packArch(arch, { options, runtime, feed })));
  }
  if (feed !== undefined && signingKey !== "") {
    await signFeeds(options.output, { key, signingKey });
  }
  if (options.targets.length > 0) {
    const archives = options.archs
      .map(archiveIn)
      .filter((file) => existsSync(join(options.output, file)));
    reportInstallers(
      options.output,
      await proveInstallers({ folder: options.output, top, archives }),
    );
  }
  return report(results, options.needsAll);
}

/** The path of the archive of the app in the folder of all packages. */
function archiveIn(arch: string): string {
  const resources =
    process.platform === "darwin" ? "Manifestry.app/Contents/Resources" : "resources";
  return `${process.platform}-${arch}/${resources}/app.asar`;
}

/** What all packages of a run share. */
interface PackJob {
  readonly options: PackOptions;
  readonly runtime: Runtime;
  readonly feed: FeedConfig | undefined;
}

/** Packs a folder, then each target from it. */
async function packArch(
  arch: string,
  { options: { system, output, targets, rest }, runtime, feed }: PackJob,
): Promise<(readonly [string, BuilderResult])[]> {
  const folder = join(output, `${process.platform}-${arch}`);
  const common = [
    `--${arch}`,
    `--config.directories.output=${output}`,
    `--config.electronVersion=${runtime.version}`,
    ...macSigningArguments(process.platform, process.env),
    ...rest,
  ];
  rmSync(folder, { recursive: true, force: true });
  console.log(`\n── ${relative(top, folder)}`);
  const packed = await runBuilder([
    system.flag,
    "dir",
    ...common,
    ...feedArguments(feed, process.platform, arch),
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
      ...(hasFeed ? feedArguments(feed, process.platform, arch) : []),
      `--prepackaged=${app}`,
    ]);
    results.push([`${target} ${arch}`, result]);
    if (process.platform === "linux") {
      // electron-builder puts it into the folder: no part of the next target.
      rmSync(join(folder, "resources/app-update.yml"), { force: true });
    }
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

function reportInstallers(folder: string, names: readonly string[]): void {
  console.log("\nTo publish, with their digests in SHA256SUMS:");
  for (const name of names) {
    console.log(`  ${formatPart({ name, size: statSync(join(folder, name)).size })}`);
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
