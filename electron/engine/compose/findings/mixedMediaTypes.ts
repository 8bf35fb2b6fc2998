import type { Finding } from "../../../../shared/preview.ts";
import { type FindingContext, note } from "./finding.ts";

/** `mixed_media_types`: the images of an index have both Docker's and OCI's media types. */
export function findMixedMediaTypes({ rows, composition }: FindingContext): readonly Finding[] {
  const images = rows.filter(({ kept, kind }) => kept && kind === "image");
  const docker = images.filter(({ descriptor, becomes }) =>
    isDocker((becomes ?? descriptor).mediaType),
  );
  if (!composition.filtered.index || docker.length === 0 || docker.length === images.length) {
    return [];
  }
  const message = `${docker.length} of ${images.length} images are in Docker's format, the others in OCI's. Current clients read both; some registries and strict OCI tools refuse an index with both.`;
  return [note("mixed_media_types", message, { kind: "draft" })];
}

function isDocker(mediaType: string): boolean {
  return mediaType.startsWith("application/vnd.docker.");
}
