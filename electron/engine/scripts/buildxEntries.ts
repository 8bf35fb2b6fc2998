import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { ImageIndex } from "../../../shared/oci/imageIndex.ts";
import { isManifestType, mediaTypes } from "../../../shared/oci/mediaTypes.ts";

/**
 * Returns an index as arguments of `imagetools create`, in groups of words: its annotations, and a descriptor for each
 * entry. buildx looks descriptors up in the only repository of all sources and tags, flattens nested indexes, drops
 * other fields, and creates a Docker list if all entries have Docker media types.
 *
 * @returns undefined if buildx would create another index
 */
export function entryArguments(
  index: ImageIndex,
  mediaType: string,
): readonly (readonly string[])[] | undefined {
  const annotations = Object.entries(index.annotations ?? {});
  if (!isReproducible(index, mediaType) || !annotations.every(isSupported)) {
    return undefined;
  }
  return [
    ...annotations.map(([key, value]) => ["--annotation", `index:${key}=${value}`]),
    ...index.manifests.map(({ digest, platform, annotations: own }) => [
      JSON.stringify({ digest, platform, annotations: own }),
    ]),
  ];
}

function isSupported([key, value]: readonly [string, string]): boolean {
  return !key.includes("=") && !`${key}${value}`.includes("\0");
}

function isReproducible(index: ImageIndex, mediaType: string): boolean {
  const { manifests, artifactType, subject } = index;
  const isDocker = manifests.every((entry) =>
    entry.mediaType.startsWith("application/vnd.docker."),
  );
  return (
    new Set(manifests.map(({ digest }) => digest)).size === manifests.length &&
    artifactType === undefined &&
    subject === undefined &&
    mediaType === (isDocker ? mediaTypes.dockerList : mediaTypes.ociIndex) &&
    manifests.every(hasOnlyPlatform)
  );
}

function hasOnlyPlatform({ mediaType, platform, urls, data, artifactType }: Descriptor): boolean {
  return (
    isManifestType(mediaType) &&
    platform !== undefined &&
    platform.os !== "" &&
    platform.architecture !== "" &&
    urls === undefined &&
    data === undefined &&
    artifactType === undefined
  );
}
