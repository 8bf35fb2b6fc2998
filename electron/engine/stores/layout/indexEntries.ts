import { isAttestation } from "../../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type { ImageIndex } from "../../../../shared/oci/imageIndex.ts";
import { EngineError } from "../../errors.ts";
import { LayoutIndex, type NextEntry } from "./layoutIndex.ts";
import type { Content } from "../../oci/content.ts";
import { chooseImage } from "./chooseImage.ts";
import type { StoreLabel, NamedImage } from "./imageNames.ts";

/** The annotation that names a tag. Source: OCI image-spec 1.1, "image-layout.md". */
const refName = "org.opencontainers.image.ref.name";
/** The whole reference, as containerd, BuildKit and Docker add it. Source: containerd, images/annotations.go. */
const imageName = "io.containerd.image.name";

/** An entry of a layout's index as an image that names choose. */
export interface ListedEntry extends NamedImage {
  readonly entry: Descriptor;
  /** In the index. */
  readonly position: number;
}

/**
 * The entries of an index as images, each with the names to choose it by: its tag, and its whole reference.
 * What only refers to another image is none itself, unless it has a tag.
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
 * The same images where one of them is going to be replaced: two of one content with different names are two, and
 * only a name tells which is meant, never the digest.
 */
export function apart(images: readonly ListedEntry[]): readonly ListedEntry[] {
  return images.map(({ entry, position, names, tags }) => ({
    entry,
    position,
    names,
    tags,
    key: JSON.stringify([entry.digest, names]),
  }));
}

/**
 * The index of a layout with a tag moved. The entry that has the tag is replaced in its place, and its names stay;
 * where none has it, one is added. Everything else stays as it is, to the byte.
 *
 * @param content its `entry` is written as it is, where it fits
 * @param referrers entries to list as well, unless they are listed
 * @throws EngineError `input_invalid` where the tag could mean several entries
 */
export function retagIndex(
  file: LayoutIndex,
  holder: StoreLabel,
  tag: string,
  content: Content,
  referrers: readonly Descriptor[] = [],
): Uint8Array {
  const { manifests } = file.index;
  const replaced = chooseImage(apart(listEntries(file.index)), tag, holder);
  const positions = new Set(replaced.map(({ position }) => position));
  const [first] = positions;
  const next = nextEntry(replaced[0], tag, content);
  const listed = new Set(manifests.map(({ digest }) => digest));
  return file.withEntries([
    ...manifests.flatMap((_, position) => {
      if (!positions.has(position)) return [position];
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
  if (entry !== undefined && isEntryOf(entry, digest, tag)) return entry;
  if (replaced?.entry.digest === digest) return replaced.position;
  const named = Object.entries(replaced?.entry.annotations ?? {}).filter(([key]) =>
    [refName, imageName].includes(key),
  );
  const annotations = named.length > 0 ? Object.fromEntries(named) : { [refName]: tag };
  return { mediaType, digest, size: bytes.byteLength, annotations };
}

/** Whether JSON is an entry for that content, and has that name. */
function isEntryOf(json: string, digest: string, tag: string): boolean {
  try {
    const bytes = new TextEncoder().encode(`{"manifests":[${json}]}`);
    const images = listEntries(LayoutIndex.read(bytes, "entry").index);
    const holder = { what: "entry", repository: "" };
    return images.length === 1 && chooseImage(images, tag, holder)[0]?.entry.digest === digest;
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}
