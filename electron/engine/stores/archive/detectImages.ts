import { EngineError } from "../../errors.ts";
import { LayoutIndex } from "../layout/layoutIndex.ts";
import { sizeLimits } from "../sizeLimits.ts";
import type { ArchiveImages } from "./archiveImages.ts";
import type { ArchiveFile } from "./archiveFile.ts";
import { findFile, type ArchiveContents } from "./archiveContents.ts";
import { DockerImages } from "./dockerImages.ts";
import { OciImages } from "./ociImages.ts";

/**
 * Find the images of an archive, by what is in it and not by what it is called. An archive that is both, as
 * `docker save` writes it since version 25, counts as an OCI layout, which has the true manifests.
 *
 * @throws EngineError `layout_invalid`, `manifest_invalid`, `too_large`
 */
export async function detectImages(
  file: ArchiveFile,
  contents: ArchiveContents,
  signal: AbortSignal,
): Promise<ArchiveImages> {
  const index = findFile(contents, "index.json");
  if (index) {
    const bytes = await file.read(contents, index, sizeLimits.manifest, signal);
    const read = LayoutIndex.parse(bytes, `${file.path}: index.json`);
    const holder = {
      description: `archive ${file.path}`,
      repository: `oci-archive://${file.path}`,
    };
    // Some other file has that name where neither says that it is a layout.
    if (read.isIndex || findFile(contents, "oci-layout"))
      return new OciImages(holder, contents, read);
  }
  const list = findFile(contents, "manifest.json");
  if (list)
    return new DockerImages(
      file,
      contents,
      await file.read(contents, list, sizeLimits.manifest, signal),
    );
  const hint = findFile(contents, "repositories")
    ? "It was saved by a Docker of before 1.10. Load it into a current one and save it again."
    : "An archive of images has an index.json or a manifest.json at its top: oci-archive and docker save write these.";
  throw new EngineError("layout_invalid", `The archive ${file.path} holds no images.`, { hint });
}
