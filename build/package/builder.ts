import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { runTool } from "../setup/command.ts";
import { top } from "../top.ts";

export type BuilderResult =
  | { readonly kind: "built" }
  /** A tool or a runtime is missing and could not be downloaded: no fault of the configuration. */
  | { readonly kind: "unavailable"; readonly reason: string }
  | { readonly kind: "failed"; readonly reason: string };

/** Runs electron-builder. Its output is shown only if it fails for another reason than a missing tool. */
export async function runBuilder(args: readonly string[]): Promise<BuilderResult> {
  const { code, output } = await runTool(
    { packageName: "electron-builder", binName: "electron-builder" },
    ["--config=build/electron-builder.yml", "--publish=never", ...args],
    {
      show: false,
      // electron-builder takes an empty one, which a workflow passes for a secret that is not set, for a path.
      env: { ...toolPaths(), CSC_LINK: process.env.CSC_LINK || undefined },
    },
  );
  if (code === 0) {
    return { kind: "built" };
  }
  const missing = findMissingTool(output);
  if (missing !== undefined) {
    return { kind: "unavailable", reason: missing };
  }
  console.error(output.trim());
  return { kind: "failed", reason: `electron-builder ended with ${code}` };
}

/** Programs of this system in place of those that electron-builder downloads. */
function toolPaths(): NodeJS.ProcessEnv {
  const sevenZip = findProgram("7zz") ?? findProgram("7za") ?? findProgram("7z");
  return {
    // The stand-in for fpm starts with `env node`.
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    CUSTOM_FPM_PATH: join(top, "build/package/fpm.ts"),
    ...(sevenZip === undefined
      ? {}
      : { ELECTRON_BUILDER_7ZIP_PATH: sevenZip, ELECTRON_BUILDER_COMPRESSION_LEVEL: "9" }),
  };
}

function findProgram(name: string): string | undefined {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));
}

const signs = [
  /(?:getaddrinfo|connect|socket hang up|read) ?(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH)[^\n]*/,
  /(?:spawnSync|spawn) \S+ ENOENT/,
  /Response code \d{3}[^\n]*/,
  /cannot resolve https?:[^\n]*/i,
];

/** The line that tells which tool is missing. @param output of electron-builder */
export function findMissingTool(output: string): string | undefined {
  return signs.map((sign) => sign.exec(output)?.[0].trim()).find((line) => line !== undefined);
}
