import path from "node:path";
import { isDigest, parseDigest } from "../../oci/digest.ts";
import { findFile, type ArchiveContents, type ByteRange } from "./archiveContents.ts";
import { corruptArchive } from "./archiveErrors.ts";

/** Returns the path of a blob in a layout. @throws EngineError `input_invalid` for an invalid digest */
export function blobPath(digest: string): string {
  const { algorithm, hex } = parseDigest(digest);
  return `blobs/${algorithm}/${hex}`;
}

/** Returns the digest of a blob from its path. */
export function digestOfPath(name: string): string {
  return name.split("/").slice(1).join(":");
}

function isBlobPath(name: string): boolean {
  const [folder, algorithm, hex, ...more] = name.split("/");
  return folder === "blobs" && more.length === 0 && isDigest(`${algorithm}:${hex}`);
}

/**
 * Lists the blobs of a layout with their paths, in the order of their bytes. A blob may be a link.
 * @param archive path of the archive, for errors
 * @param isWanted selects paths
 * @throws EngineError `layout_invalid` for a link without a target, and for more links to a file than it has digests:
 * writing a copy for each link, a small archive could fill the disk
 */
export function findBlobs(
  archive: string,
  contents: ArchiveContents,
  isWanted: (name: string) => boolean,
): readonly (readonly [name: string, range: ByteRange])[] {
  const algorithmsOf = new Map<ByteRange, Set<string>>();
  return [...contents.files.keys(), ...contents.links.keys()]
    .filter((name) => isBlobPath(name) && isWanted(name))
    .map((name) => {
      const range = findFile(contents, name);
      if (!range) {
        throw corruptArchive(archive, `the link "${name}" has no target`);
      }
      const algorithms = algorithmsOf.get(range) ?? new Set();
      const algorithm = path.posix.dirname(name);
      if (algorithms.has(algorithm)) {
        throw corruptArchive(archive, `"${name}" is a link to another blob`);
      }
      algorithmsOf.set(range, algorithms.add(algorithm));
      return [name, range] as const;
    })
    .toSorted(([, a], [, b]) => a.offset - b.offset);
}

/** Files that a new tag replaces: the index, and the lists of `docker save`, which would still have the old tag. */
const replacedFiles: ReadonlySet<string> = new Set(["index.json", "manifest.json", "repositories"]);

/** Lists `oci-layout` and the files that do not belong to a layout. They are kept when a tag is set; links are not. */
export function findOtherFiles({
  files,
}: ArchiveContents): readonly (readonly [name: string, range: ByteRange])[] {
  return [...files].filter(([name]) => !isBlobPath(name) && !replacedFiles.has(name));
}
