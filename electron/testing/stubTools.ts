import { execFile } from "node:child_process";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { promisify } from "node:util";

/** Stands for every tool: writes down its words, keeps what it is fed, and says what a tag names and what it would make. */
const stub = `#!/bin/sh
n=$(ls "$RUN" | wc -l)
printf '%s\\0' "\${0##*/}" "$@" >"$RUN/$n.words"
case "$*" in
  *--dry-run*) printf '%s\\n' "$MADE" ;;
  *manifest\\ put*) cat >"$RUN/$n.fed" ;;
  push*) cat "$3/index.json" >"$RUN/$n.fed" ;;
  manifest*) printf 'manifest of %s' "$2" ;;
  *inspect*) [ -z "$HELD" ] || printf '"%s"\\n' "$HELD" ;;
  digest*|image\\ digest*) [ -n "$HELD" ] || exit 1; printf '%s\\n' "$HELD" ;;
esac
`;

/** What a script finds. */
export interface ScriptWorld {
  /** The digest that every tag names; without one, there is no tag. */
  readonly held?: string;
  /** The text of the index that buildx would make. */
  readonly made?: string;
}

/** What became of a script. */
export interface ScriptRun {
  /** The words of each call, the tool's name first. */
  readonly calls: readonly (readonly string[])[];
  /** The indexes that were handed over. */
  readonly fed: readonly string[];
  readonly code: number;
  /** What it wrote to its error output. */
  readonly said: string;
}

/** Put programs into a folder that are called like registry tools and only write down what they are asked for. */
export async function placeStubTools(folder: string): Promise<{
  run(script: string, world?: ScriptWorld): Promise<ScriptRun>;
}> {
  const bin = path.join(folder, "bin");
  await mkdir(bin);
  for (const tool of ["docker", "regctl", "crane"]) {
    await writeFile(path.join(bin, tool), stub);
    await chmod(path.join(bin, tool), 0o755);
  }
  let runs = 0;
  return {
    async run(script, { held = "", made = "" } = {}) {
      runs += 1;
      const records = path.join(folder, `run${runs}`);
      await mkdir(records);
      const env = { PATH: `${bin}:${process.env["PATH"]}`, RUN: records, HELD: held, MADE: made };
      const outcome = await promisify(execFile)("/bin/sh", ["-c", script], {
        env,
        cwd: folder,
      }).then(
        () => ({ code: 0, said: "" }),
        (error: { readonly code: number; readonly stderr: string }) => ({
          code: error.code,
          said: error.stderr,
        }),
      );
      const words = await readRecords(records, ".words");
      return {
        ...outcome,
        calls: words.map((call) => call.split("\0").slice(0, -1)),
        fed: await readRecords(records, ".fed"),
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
