import { EngineError } from "../failure.ts";
import { formatLocation, type ArchiveFormat, type Location } from "../oci/location.ts";

/**
 * Make sure that an archive can be pushed to, as far as its location tells.
 * @throws EngineError `input_invalid`
 */
export function checkArchiveTarget(target: Extract<Location, { kind: "archive" }>): void {
  checkWritable(target.format, target.path);
  if (target.tag !== undefined) return;
  throw new EngineError("input_invalid", `The target ${formatLocation(target)} names no tag.`, {
    hint: "An archive is written when a tag in it is set: add one after the path, such as :latest.",
  });
}

/** @throws EngineError `input_invalid` */
export function checkWritable(format: ArchiveFormat, path: string): void {
  if (format === "docker") {
    throw new EngineError("input_invalid", "Archives of docker save can be read, not written.", {
      hint: `Write oci-archive://${path} instead: docker load takes these since version 25, and so do podman and skopeo.`,
    });
  }
  const [, compression] = /\.(zst|zstd|tzst|bz2|tbz2?|xz|txz|lz4|br|zip|7z|rar)$/i.exec(path) ?? [];
  if (compression === undefined) return;
  throw new EngineError("input_invalid", `Archives cannot be written as .${compression}.`, {
    hint: "Use a name that ends in .tar or .tar.gz.",
  });
}
