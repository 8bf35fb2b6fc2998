import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";

/** Stop unless the archive has the SHA-256 that the official list of checksums names for its file name. */
export async function proveArchive(archive: string, checksumsFile: string): Promise<void> {
  const name = basename(archive);
  const checksums = JSON.parse(await readFile(checksumsFile, "utf8")) as Record<string, string>;
  const bytes = await readFile(archive);
  const found = createHash("sha256").update(bytes).digest("hex");
  if (checksums[name] !== found) {
    throw new Error(
      `What was fetched is not the official ${name}: its SHA-256 is ${found}, the official one ` +
        `is ${checksums[name] ?? "not listed"}. Nothing of it was kept or run.`,
    );
  }
}
