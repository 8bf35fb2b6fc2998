import { EngineError } from "../../errors.ts";
import { LayoutIndex } from "../layout/layoutIndex.ts";
import { sizeLimits } from "../sizeLimits.ts";
import { findFile, type ArchiveContents } from "./archiveContents.ts";
import type { ArchiveFile } from "./archiveFile.ts";
import type { ArchiveImages } from "./archiveImages.ts";
import { DockerImages } from "./dockerImages.ts";
import { OciImages } from "./ociImages.ts";

/**
 * Detects the format of an archive by its files, regardless of its name, and lists its images. An archive in both
 * formats, which `docker save` writes since version 25, is read as an OCI layout, which has the original manifests.
 *
 * @throws EngineError `layout_invalid`, `manifest_invalid`, `too_large`
 */
export async function detectImages(
  file: ArchiveFile,
  contents: ArchiveContents,
  signal: AbortSignal,
): Promise<ArchiveImages> {
  const indexFile = findFile(contents, "index.json");
  if (indexFile) {
    const bytes = await file.read(
      contents,
      { range: indexFile, limit: sizeLimits.manifest },
      signal,
    );
    const index = LayoutIndex.parse(bytes, `${file.path}: index.json`);
    // Without either, it is another file of that name.
    if (index.isIndex || findFile(contents, "oci-layout")) {
      const label = {
        description: `archive ${file.path}`,
        repository: `oci-archive://${file.path}`,
      };
      return new OciImages(label, contents, index);
    }
  }
  const list = findFile(contents, "manifest.json");
  if (list) {
    const bytes = await file.read(contents, { range: list, limit: sizeLimits.manifest }, signal);
    return new DockerImages(file, contents, bytes);
  }
  const hint = findFile(contents, "repositories")
    ? "A Docker before 1.10 saved it. Load it into a current one and save it again."
    : "An image archive contains index.json or manifest.json at the top level. docker save and skopeo write them.";
  throw new EngineError("layout_invalid", `The archive ${file.path} contains no images.`, { hint });
}
