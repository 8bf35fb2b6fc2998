import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { runImagetools } from "./conformance/runImagetools.ts";

/**
 * Returns the index that `imagetools create --dry-run -f FILE…` makes: with one file for each descriptor, it lists them
 * as they are.
 *
 * @param target a reference of the repository that has the content
 * @throws if the command reports errors
 */
export async function createdIndex(
  target: string,
  descriptors: readonly object[],
): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "manifestry-descriptors-"));
  const files = descriptors.map((_, at) => path.join(folder, `${at}.json`));
  await Promise.all(files.map((file, at) => writeFile(file, JSON.stringify(descriptors[at]))));
  let output = "";
  let errors = "";
  const args = ["create", "--dry-run", "-t", target];
  await runImagetools([...args, ...files.flatMap((file) => ["-f", file])], {
    env: process.env,
    signal: new AbortController().signal,
    write: (chunk) => {
      output += chunk.toString();
    },
    writeError: (text) => {
      errors += text;
    },
  });
  await rm(folder, { recursive: true });
  if (errors !== "") {
    throw new Error(errors);
  }
  return output.replace(/\n$/, "");
}
