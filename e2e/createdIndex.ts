import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { promisify } from "node:util";

/** A run of buildx that was recorded. */
interface RecordedRun {
  readonly descriptors: readonly object[];
  /** The index that it printed. */
  readonly index: string;
}

const recording = path.join(
  import.meta.dirname,
  "conformance/vectors/imagetools-create-edits.json",
);

/**
 * Returns the index that `buildx imagetools create --dry-run -f FILE…` makes: with one file for each descriptor, it lists
 * them as they are. The runs are recorded; with the program in `BUILDX`, and one worker, they are recorded again.
 *
 * @param target a reference of the repository that has the content
 * @throws if no run with the descriptors is recorded
 */
export async function createdIndex(
  target: string,
  descriptors: readonly object[],
): Promise<string> {
  const runs = JSON.parse(await readFile(recording, "utf8")) as readonly RecordedRun[];
  // As JSON, which lacks the fields that are undefined.
  const key = JSON.stringify(descriptors);
  const run = runs.find((each) => JSON.stringify(each.descriptors) === key);
  const program = process.env["BUILDX"];
  if (program === undefined) {
    if (run === undefined) {
      throw new Error("No run of buildx is recorded for these descriptors: record it with BUILDX.");
    }
    return run.index;
  }
  const index = await runBuildx(program, target, descriptors);
  const others = runs.filter((each) => each !== run);
  await writeFile(recording, `${JSON.stringify([...others, { descriptors, index }], null, 2)}\n`);
  return index;
}

async function runBuildx(
  program: string,
  target: string,
  descriptors: readonly object[],
): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "manifestry-descriptors-"));
  try {
    const files = descriptors.map((_, at) => path.join(folder, `${at}.json`));
    await Promise.all(files.map((file, at) => writeFile(file, JSON.stringify(descriptors[at]))));
    const args = ["imagetools", "create", "--dry-run", "-t", target];
    const { stdout } = await promisify(execFile)(program, [
      ...args,
      ...files.flatMap((file) => ["-f", file]),
    ]);
    return stdout.replace(/\n$/, "");
  } finally {
    await rm(folder, { recursive: true });
  }
}
