import path from "node:path";
import { EngineError } from "../../errors.ts";
import { formatLocation, type ArchiveFormat, type Location } from "../../oci/location.ts";

/**
 * Make sure that an archive can be pushed to, as far as its location tells.
 * @throws EngineError `input_invalid`
 */
export function checkArchiveTarget(target: Extract<Location, { kind: "archive" }>): void {
  checkArchivePath(target.format, target.path);
  if (target.tag !== undefined) return;
  throw new EngineError("input_invalid", `The target ${formatLocation(target)} names no tag.`, {
    hint: "An archive is written when a tag in it is set: add one after the path, such as :latest.",
  });
}

/**
 * Make sure that an archive may be written under a path. Only names that say what the file is are allowed, so
 * that no other program takes it for its own: a `.profile` or `authorized_keys`, say.
 * @throws EngineError `input_invalid`
 */
export function checkArchivePath(format: ArchiveFormat, file: string): void {
  if (format === "docker") {
    throw new EngineError("input_invalid", "Archives of docker save can be read, not written.", {
      hint: `Write oci-archive://${file} instead: docker load takes these since version 25, and so do podman and skopeo.`,
    });
  }
  const name = path.basename(file);
  if (name.startsWith(".")) {
    throw new EngineError(
      "input_invalid",
      `${name} is a hidden file: no archive is written there.`,
      {
        hint: "Use a name that does not begin with a dot, such as image.tar.",
      },
    );
  }
  if (/\.(?:tar|tar\.gz|tgz)$/i.test(name)) return;
  const [, compression] = /\.(zst|zstd|tzst|bz2|tbz2?|xz|txz|lz4|br|zip|7z|rar)$/i.exec(name) ?? [];
  throw new EngineError(
    "input_invalid",
    compression === undefined
      ? `${name} is not the name of an archive.`
      : `Archives cannot be written as .${compression}.`,
    { hint: "Use a name that ends in .tar, .tar.gz or .tgz." },
  );
}
