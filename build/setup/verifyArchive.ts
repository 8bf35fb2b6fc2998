import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";

/**
 * Verify the checksum of a file.
 * @param sha256 in hexadecimal digits, from this project's source
 * @throws Error if the file has another one
 */
export async function verifyArchive(archive: string, sha256: string): Promise<void> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(archive)) {
    hash.update(chunk as Buffer);
  }
  const found = hash.digest("hex");
  if (found === sha256) {
    return;
  }
  throw new Error(
    `The downloaded ${basename(archive)} is not the official one: its SHA-256 is ${found} instead of ` +
      `${sha256}. It was deleted.`,
  );
}
