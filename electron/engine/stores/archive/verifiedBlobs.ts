import { Lock } from "../../async/lock.ts";
import { createDigestVerifier, type DigestVerifier } from "../../oci/digest.ts";
import { EngineError } from "../../errors.ts";
import type { ArchiveFile } from "./archiveFile.ts";
import { type ArchiveContents, type ByteRange, readRange } from "./archiveContents.ts";
import { blobName, digestOfBlob, findBlobs } from "./ociImages.ts";

/**
 * Tells which blobs of an archive have the bytes that their digests promise. They are read once for each version of
 * the archive: one by one, or all in one pass where reading one means decompressing what stands before it.
 */
export class VerifiedBlobs {
  readonly #file: ArchiveFile;
  readonly #verdicts = new WeakMap<ArchiveContents, Map<string, boolean>>();
  readonly #lock = new Lock();

  constructor(file: ArchiveFile) {
    this.#file = file;
  }

  /** @throws EngineError `layout_invalid`, `disk` */
  async has(contents: ArchiveContents, digest: string, signal: AbortSignal): Promise<boolean> {
    return await this.#lock.runExclusive(async () => {
      const verdicts = this.#verdicts.get(contents) ?? new Map<string, boolean>();
      this.#verdicts.set(contents, verdicts);
      if (!verdicts.has(digest)) await this.#readThrough(contents, digest, verdicts, signal);
      return verdicts.get(digest) ?? false;
    }, signal);
  }

  async #readThrough(
    contents: ArchiveContents,
    digest: string,
    verdicts: Map<string, boolean>,
    signal: AbortSignal,
  ): Promise<void> {
    const isWanted = (name: string): boolean => contents.compressed || name === blobName(digest);
    const digests = new Map<ByteRange, string[]>();
    for (const [name, place] of findBlobs(this.#file.path, contents, isWanted))
      digests.set(place, [...(digests.get(place) ?? []), digestOfBlob(name)]);
    await this.#file.readThrough(contents, signal, async (cursor) => {
      for (const [place, named] of digests) {
        const verifiers = named.map((each) => [each, createDigestVerifier(each)] as const);
        for await (const piece of readRange(cursor, place))
          for (const [, verifier] of verifiers) verifier.update(piece);
        for (const [each, verifier] of verifiers) verdicts.set(each, isRight(verifier));
      }
    });
  }
}

function isRight(verifier: DigestVerifier): boolean {
  try {
    verifier.finish();
    return true;
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}
