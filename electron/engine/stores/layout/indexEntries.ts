import { isAttestation } from "../../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type { ImageIndex } from "../../../../shared/oci/imageIndex.ts";
import { EngineError } from "../../errors.ts";
import type { Content } from "../../oci/content.ts";
import { chooseImage } from "./chooseImage.ts";
import type { NamedImage, StoreLabel } from "./imageNames.ts";
import { LayoutIndex, type NextEntry } from "./layoutIndex.ts";

/** Annotation with the tag. Source: OCI image-spec 1.1, "image-layout.md". */
const refName = "org.opencontainers.image.ref.name";
/** Annotation with the full reference, which containerd, BuildKit and Docker add. Source: containerd, images/annotations.go. */
const imageName = "io.containerd.image.name";

/** An image that is an entry of an index. */
export interface ListedEntry extends NamedImage {
  readonly entry: Descriptor;
  /** Position in the index. */
  readonly position: number;
}

/**
 * Lists the images of an index with their names: tag and full reference. Omits attestations and referrers without a
 * tag.
 */
export function listEntries({ manifests }: ImageIndex): readonly ListedEntry[] {
  return manifests
    .map((entry, position) => {
      const { digest, platform } = entry;
      const names = namesOf(entry);
      return {
        entry,
        position,
        digest,
        key: digest,
        names,
        tags: [],
        ...(platform ? { platform } : {}),
      };
    })
    .filter(
      ({ entry, names }) =>
        names.length > 0 || (entry.artifactType === undefined && !isAttestation(entry)),
    );
}

function namesOf({ annotations }: Descriptor): readonly string[] {
  return [annotations?.[refName], annotations?.[imageName]].filter((name) => !!name) as string[];
}

/**
 * Separates entries that have the same content but different names, to replace only one of them. Removes digests, which
 * do not tell these entries apart.
 */
export function separateByName(images: readonly ListedEntry[]): readonly ListedEntry[] {
  return images.map(({ entry, position, names, tags }) => ({
    entry,
    position,
    names,
    tags,
    key: JSON.stringify([entry.digest, names]),
  }));
}

/**
 * Moves a tag in the index of a layout. Replaces the entry that has the tag and keeps its names, or else appends an
 * entry. Keeps everything else byte for byte.
 *
 * @param move.content its `entry` is written unchanged if it has that digest and tag
 * @param move.label names the layout in errors
 * @param move.referrers entries to append unless they are already listed
 * @throws EngineError `input_invalid` if several entries match the tag
 */
export function retagIndex(
  index: LayoutIndex,
  move: {
    readonly tag: string;
    readonly content: Content;
    readonly label: StoreLabel;
    readonly referrers?: readonly Descriptor[];
  },
): Uint8Array {
  const { tag, content, label, referrers = [] } = move;
  const { manifests } = index.document;
  const replaced = chooseImage(separateByName(listEntries(index.document)), tag, label);
  const positions = new Set(replaced.map(({ position }) => position));
  const [first] = positions;
  const next = nextEntry(replaced[0], tag, content);
  const listed = new Set(manifests.map(({ digest }) => digest));
  return index.withEntries([
    ...manifests.flatMap((_, position) => {
      if (!positions.has(position)) {
        return [position];
      }
      return position === first ? [next] : [];
    }),
    ...(first === undefined ? [next] : []),
    ...referrers.filter(({ digest }) => digest !== content.digest && !listed.has(digest)),
  ]);
}

function nextEntry(
  replaced: ListedEntry | undefined,
  tag: string,
  { mediaType, digest, bytes, entry }: Content,
): NextEntry {
  if (entry !== undefined && isEntryOf(entry, digest, tag)) {
    return entry;
  }
  if (replaced?.entry.digest === digest) {
    return replaced.position;
  }
  const named = Object.entries(replaced?.entry.annotations ?? {}).filter(([key]) =>
    [refName, imageName].includes(key),
  );
  const annotations = named.length > 0 ? Object.fromEntries(named) : { [refName]: tag };
  return { mediaType, digest, size: bytes.byteLength, annotations };
}

/** Reports whether JSON is an entry with the digest and the tag. */
function isEntryOf(json: string, digest: string, tag: string): boolean {
  try {
    const bytes = new TextEncoder().encode(`{"manifests":[${json}]}`);
    const images = listEntries(LayoutIndex.parse(bytes, "entry").document);
    const label = { description: "entry", repository: "" };
    return images.length === 1 && chooseImage(images, tag, label)[0]?.entry.digest === digest;
  } catch (error) {
    if (error instanceof EngineError) {
      return false;
    }
    throw error;
  }
}
