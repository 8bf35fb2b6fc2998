import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";

/**
 * Stop unless the file has exactly the expected content.
 * @param sha256 in hexadecimal digits, from this project's own source
 */
export async function proveArchive(archive: string, sha256: string): Promise<void> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(archive)) hash.update(chunk as Buffer);
  const found = hash.digest("hex");
  if (found === sha256) return;
  throw new Error(
    `What was fetched is not the official ${basename(archive)}: its SHA-256 is ${found}, the official one ` +
      `is ${sha256}. Nothing of it was kept or run.`,
  );
}
