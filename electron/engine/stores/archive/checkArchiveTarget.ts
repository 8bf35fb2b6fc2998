import path from "node:path";
import { EngineError } from "../../errors.ts";
import { formatLocation, type ArchiveFormat, type Location } from "../../oci/location.ts";

/**
 * Checks that an archive can be the target of a push, by its location alone.
 * @throws EngineError `input_invalid`
 */
export function checkArchiveTarget(target: Extract<Location, { kind: "archive" }>): void {
  checkArchivePath(target.format, target.path);
  if (target.tag !== undefined) {
    return;
  }
  throw new EngineError("input_invalid", `The target ${formatLocation(target)} has no tag.`, {
    hint: "An archive is written when a tag is set. Add a tag after the path, such as :latest.",
  });
}

/**
 * Checks that an archive may be written to a path. Only the usual file names of archives are allowed, so that no file
 * with a special meaning is overwritten, such as `.profile` or `authorized_keys`.
 * @throws EngineError `input_invalid`
 */
export function checkArchivePath(format: ArchiveFormat, file: string): void {
  if (format === "docker") {
    throw new EngineError("input_invalid", "Archives of docker save can be read, not written.", {
      hint: `Write oci-archive://${file} instead: docker load accepts it since version 25, and so do podman and skopeo.`,
    });
  }
  const name = path.basename(file);
  if (name.startsWith(".")) {
    throw new EngineError("input_invalid", `${name} is a hidden file, which cannot be a target.`, {
      hint: "Use a name that does not begin with a dot, such as image.tar.",
    });
  }
  if (/\.(?:tar|tar\.gz|tgz)$/i.test(name)) {
    return;
  }
  const [, compression] = /\.(zst|zstd|tzst|bz2|tbz2?|xz|txz|lz4|br|zip|7z|rar)$/i.exec(name) ?? [];
  throw new EngineError(
    "input_invalid",
    compression === undefined
      ? `${name} is not a file name of an archive.`
      : `Archives cannot be written as .${compression}.`,
    { hint: "Use a name that ends with .tar, .tar.gz or .tgz." },
  );
}
