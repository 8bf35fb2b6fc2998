import type {
  BuildImage,
  EntryDetails,
  InspectedContent,
  Inspection,
} from "../../../shared/inspection.ts";
import type { EntryRow } from "../../../shared/preview.ts";
import { shortDigest } from "../../image/shortDigest.ts";
import { shortReference } from "../../image/shortReference.ts";
import type { Reading } from "./contentsStore.ts";
import { descriptorKey } from "./listedEntry.ts";

/** What an image was built on, with where that comes from. */
export interface BaseHint {
  /** In a few words: `alpine:3.20`, `3 images`. */
  readonly text: string;
  /** The whole reference or references. */
  readonly detail: string;
  /** Where it comes from: `from its provenance, not verified`. */
  readonly from: string;
}

/** An image that was read, whose layers others may start with. */
interface KnownImage {
  readonly name: string;
  readonly digest: string;
  /** The digests of its layers. */
  readonly layers: readonly string[];
}

/** What was read. */
export interface KnownImages {
  readonly details: Readonly<Record<string, EntryDetails>>;
  /** Images of other indexes and repositories. */
  readonly images: readonly KnownImage[];
}

/**
 * Finds what the image of a row was built on: by its annotations or labels, else by its provenance, else by its first
 * layers, if another image that was read has just these.
 */
export function findBase(
  repository: string,
  row: EntryRow,
  known: KnownImages,
): BaseHint | undefined {
  const own = known.details[descriptorKey(repository, row.descriptor)];
  if (own?.kind !== "read") {
    return undefined;
  }
  if (own.base !== undefined) {
    return nameOne(own.base, byAnnotations);
  }
  const layers = own.layers.map(({ digest }) => digest);
  return (
    fromProvenance(repository, row, { layers, details: known.details }) ??
    fromLayers(layers, known.images)
  );
}

const baseKeys = {
  name: "org.opencontainers.image.base.name",
  digest: "org.opencontainers.image.base.digest",
} as const;

/** Finds what an image was built on that was opened by itself, not from an index: as above, but for its provenance. */
export function findBaseOfImage(
  content: Extract<InspectedContent, { kind: "image" }>,
  { images }: KnownImages,
): BaseHint | undefined {
  const texts = { ...content.configView?.labels, ...content.annotations };
  const { [baseKeys.name]: name, [baseKeys.digest]: digest } = texts;
  return name || digest
    ? nameOne({ ...(name ? { name } : {}), ...(digest ? { digest } : {}) }, byAnnotations)
    : fromLayers(
        content.layers.map(({ descriptor }) => descriptor.digest),
        images,
      );
}

function nameOne({ name, digest }: { name?: string; digest?: string }, from: string): BaseHint {
  return {
    text: name === undefined ? shortDigest(digest ?? "") : shortReference(name),
    detail: [name, digest].filter((part) => part !== undefined).join("@"),
    from,
  };
}

function startsWith(layers: readonly string[], base: readonly string[]): boolean {
  return (
    base.length > 0 &&
    base.length < layers.length &&
    base.every((digest, at) => digest === layers[at])
  );
}

const byAnnotations = "from its annotations or labels";
const notVerified = "from its provenance, not verified";

function fromProvenance(
  repository: string,
  row: EntryRow,
  { layers, details }: Pick<KnownImages, "details"> & { readonly layers: readonly string[] },
): BaseHint | undefined {
  const builds = row.attestations.flatMap(({ descriptor }) => {
    const read = details[descriptorKey(repository, descriptor)];
    return read?.kind === "read" && read.builtFrom !== undefined ? [read.builtFrom] : [];
  });
  const [build] = builds;
  if (build === undefined) {
    return undefined;
  }
  const { images, base } = build;
  const [longest] = images
    .filter((image) => startsWith(layers, image.layers ?? []))
    .toSorted((a, b) => (b.layers?.length ?? 0) - (a.layers?.length ?? 0));
  const chosen = longest ?? (base === undefined ? undefined : images[base]) ?? onlyOne(images, row);
  return chosen === undefined
    ? {
        text: `${images.length} images`,
        detail: `Built from ${images.length} images: ${images.map(referenceOf).join(", ")}`,
        from: notVerified,
      }
    : nameOne(chosen, notVerified);
}

function referenceOf({ name, digest }: BuildImage): string {
  return digest === undefined ? name : `${name}@${shortDigest(digest)}`;
}

/** The only image that a build used, or used for the platform of its result: other stages run on that of the builder. */
function onlyOne(images: readonly BuildImage[], row: EntryRow): BuildImage | undefined {
  if (images.length === 1) {
    return images[0];
  }
  const isFor = (platform = ""): boolean =>
    `${row.platform}/`.startsWith(`${platform}/`) || `${platform}/`.startsWith(`${row.platform}/`);
  const fitting = images.filter(({ platform }) => platform !== undefined && isFor(platform));
  return fitting.length === 1 && images.every(({ platform }) => platform !== undefined)
    ? fitting[0]
    : undefined;
}

function fromLayers(
  layers: readonly string[],
  images: readonly KnownImage[],
): BaseHint | undefined {
  const [longest] = images
    .filter((image) => startsWith(layers, image.layers))
    .toSorted((a, b) => b.layers.length - a.layers.length);
  if (longest === undefined) {
    return undefined;
  }
  const count = longest.layers.length;
  return nameOne(longest, `its first ${count === 1 ? "layer is" : `${count} layers are`} the same`);
}

/** Indexes with more entries are not searched for images that others start with. */
const maxEntries = 64;

/**
 * The images that were read.
 * @param own digests that are left out: the index whose base images are searched, and its entries
 */
export function listKnownImages(
  inspections: Readonly<Record<string, Reading<Inspection>>>,
  own: ReadonlySet<string>,
  details: Readonly<Record<string, EntryDetails>>,
): readonly KnownImage[] {
  const found = new Map<string, KnownImage>();
  for (const inspection of Object.values(inspections)) {
    if (inspection.kind !== "read") {
      continue;
    }
    const { name, repository, digest, content } = inspection.value;
    if (own.has(digest)) {
      continue;
    }
    if (content.kind === "image") {
      const layers = content.layers.map(({ descriptor }) => descriptor.digest);
      found.set(digest, { name: withoutDigest(name), digest, layers });
    } else if (content.kind === "index" && content.rows.length <= maxEntries) {
      for (const { descriptor } of content.rows) {
        const read = details[descriptorKey(repository, descriptor)];
        if (read?.kind === "read" && !own.has(descriptor.digest)) {
          const layers = read.layers.map((layer) => layer.digest);
          found.set(descriptor.digest, {
            name: withoutDigest(name),
            digest: descriptor.digest,
            layers,
          });
        }
      }
    }
  }
  return [...found.values()];
}

function withoutDigest(name: string): string {
  return name.replace(/@.*$/, "");
}
