import { execFile } from "node:child_process";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { promisify } from "node:util";

/** Replaces every tool: records its arguments and its input, and prints the digest of a tag or the index of a dry run. */
const stub = `#!/bin/sh
n=$(ls "$RUN" | wc -l)
printf '%s\\0' "\${0##*/}" "$@" >"$RUN/$n.args"
case "$*" in
  *--dry-run*) printf '%s\\n' "$DRY_RUN" ;;
  *manifest\\ put*) cat >"$RUN/$n.input" ;;
  push*) cat "$3/index.json" >"$RUN/$n.input" ;;
  manifest*) printf 'manifest of %s' "$2" ;;
  *inspect*) [ -z "$DIGEST" ] || printf '"%s"\\n' "$DIGEST" ;;
  digest*|image\\ digest*) [ -n "$DIGEST" ] || exit 1; printf '%s\\n' "$DIGEST" ;;
esac
`;

/** The state that the stubs print. */
export interface StubState {
  /** The digest of every tag; without it, no tag exists. */
  readonly tagDigest?: string;
  /** The index that buildx prints in a dry run. */
  readonly dryRunIndex?: string;
}

/** The result of a script. */
export interface ScriptRun {
  /** The arguments of each call, with the tool's name first. */
  readonly calls: readonly (readonly string[])[];
  /** The indexes given as input. */
  readonly inputs: readonly string[];
  readonly code: number;
  /** Its stderr. */
  readonly stderr: string;
}

/** Puts programs with the names of registry tools into a folder. They only record their calls. */
export async function placeStubTools(folder: string): Promise<{
  run(script: string, state?: StubState): Promise<ScriptRun>;
}> {
  const bin = path.join(folder, "bin");
  await mkdir(bin);
  for (const tool of ["docker", "regctl", "crane"]) {
    await writeFile(path.join(bin, tool), stub);
    await chmod(path.join(bin, tool), 0o755);
  }
  let runs = 0;
  return {
    async run(script, { tagDigest = "", dryRunIndex = "" } = {}) {
      runs += 1;
      const records = path.join(folder, `run${runs}`);
      await mkdir(records);
      const env = {
        PATH: `${bin}:${process.env["PATH"]}`,
        RUN: records,
        DIGEST: tagDigest,
        DRY_RUN: dryRunIndex,
      };
      const outcome = await promisify(execFile)("/bin/sh", ["-c", script], {
        env,
        cwd: folder,
      }).then(
        () => ({ code: 0, stderr: "" }),
        (error: { readonly code: number; readonly stderr: string }) => ({
          code: error.code,
          stderr: error.stderr,
        }),
      );
      const args = await readRecords(records, ".args");
      return {
        ...outcome,
        calls: args.map((call) => call.split("\0").slice(0, -1)),
        inputs: await readRecords(records, ".input"),
      };
    },
  };
}

/** In the order of the calls. */
async function readRecords(folder: string, ending: string): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(ending));
  const ordered = files.toSorted((a, b) => parseInt(a, 10) - parseInt(b, 10));
  return await Promise.all(ordered.map((file) => readFile(path.join(folder, file), "utf8")));
}
