import { Lock } from "../../async/lock.ts";
import { EngineError } from "../../errors.ts";
import { createDigestVerifier, type DigestVerifier } from "../../oci/digest.ts";
import { readRange, type ArchiveContents, type ByteRange } from "./archiveContents.ts";
import type { ArchiveFile } from "./archiveFile.ts";
import { blobPath, digestOfPath, findBlobs } from "./blobPaths.ts";

/**
 * Knows which blobs of an archive match their digest. Reads each blob once for each version of the archive: one by one,
 * or all in one pass if the archive is compressed.
 */
export class VerifiedBlobs {
  readonly #file: ArchiveFile;
  /** Whether each blob matches, by digest. */
  readonly #verdicts = new WeakMap<ArchiveContents, Map<string, boolean>>();
  readonly #lock = new Lock();

  constructor(file: ArchiveFile) {
    this.#file = file;
  }

  /**
   * Reports whether a blob exists and matches its digest.
   * @throws EngineError `layout_invalid`, `disk`
   */
  async has(contents: ArchiveContents, digest: string, signal: AbortSignal): Promise<boolean> {
    return await this.#lock.runExclusive(async () => {
      const verdicts = this.#verdicts.get(contents) ?? new Map<string, boolean>();
      this.#verdicts.set(contents, verdicts);
      if (!verdicts.has(digest)) {
        const isWanted = (name: string): boolean =>
          contents.isCompressed || name === blobPath(digest);
        await this.#verify(contents, { isWanted, verdicts }, signal);
      }
      return verdicts.get(digest) ?? false;
    }, signal);
  }

  async #verify(
    contents: ArchiveContents,
    options: {
      readonly isWanted: (name: string) => boolean;
      readonly verdicts: Map<string, boolean>;
    },
    signal: AbortSignal,
  ): Promise<void> {
    const { isWanted, verdicts } = options;
    const digestsOf = new Map<ByteRange, string[]>();
    for (const [name, range] of findBlobs(this.#file.path, contents, isWanted)) {
      digestsOf.set(range, [...(digestsOf.get(range) ?? []), digestOfPath(name)]);
    }
    await this.#file.readThrough(contents, signal, async (reader) => {
      for (const [range, digests] of digestsOf) {
        const verifiers = digests.map((digest) => [digest, createDigestVerifier(digest)] as const);
        for await (const chunk of readRange(reader, range)) {
          for (const [, verifier] of verifiers) {
            verifier.update(chunk);
          }
        }
        for (const [digest, verifier] of verifiers) {
          verdicts.set(digest, matches(verifier));
        }
      }
    });
  }
}

function matches(verifier: DigestVerifier): boolean {
  try {
    verifier.finish();
    return true;
  } catch (error) {
    if (error instanceof EngineError) {
      return false;
    }
    throw error;
  }
}
