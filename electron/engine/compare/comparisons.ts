import { randomUUID } from "node:crypto";
import pLimit from "p-limit";
import type { ComparedSide } from "../../../shared/comparedSide.ts";
import type {
  Comparison,
  EntryPair,
  ImageComparison,
  PackageComparison,
  PlatformSkew,
  SideState,
} from "../../../shared/comparison.ts";
import type {
  DifferencePage,
  DifferenceQuery,
  FileComparison,
} from "../../../shared/fileComparison.ts";
import type { EntryRow } from "../../../shared/preview.ts";
import { EngineError, toFailure } from "../errors.ts";
import { isDigest } from "../oci/digest.ts";
import { locationRepository, parseTypedLocation } from "../oci/location.ts";
import { compareEntries, compareIndexes, listEntries } from "./compareEntries.ts";
import { compareImages, documentPair, hasFiles } from "./compareImages.ts";
import { ComparedFiles, type ComparedPair } from "./files/comparedFiles.ts";
import type { FilesProgress } from "./files/compareFiles.ts";
import type { PooledLayer } from "./files/layerPool.ts";
import { comparePackages } from "./comparePackages.ts";
import { comparePlatforms } from "./comparePlatforms.ts";
import { limitChanges } from "./compareValues.ts";
import type { ManifestReader } from "./manifestReader.ts";
import { attempt, type ReadImage, readImage, type ReadProgress } from "./readImage.ts";
import { type ImagePackages, noPackages, readPackages } from "./readPackages.ts";
import { readPlatformImage, readPlatformPackages } from "./readPlatform.ts";
import { readStatements } from "./readStatements.ts";
import { type OpenedSide, readSide, type SideContext } from "./readSide.ts";

/** Comparisons kept; the window asks only about its latest one. */
const maxComparisons = 4;
/** Images, and bills of materials of images, that are read at the same time. */
const maxReads = { images: 16, packages: 4 } as const;
/** Most packages that are sent to the window, those that differ first. */
const maxPackages = 50_000;

/** A side that was opened, or why it was not. */
type Outcome = OpenedSide | EngineError;

interface OpenedComparison {
  readonly before: Outcome;
  /** Undefined if the platforms of one index are compared. */
  readonly after: Outcome | undefined;
  readonly pairs: ReadonlyMap<string, EntryPair>;
}

interface FilesRequest extends ComparedPair {
  /** Also read the layers that both images have at the bottom. */
  readonly withShared: boolean;
  /** Read whole layers, although they have tables of contents. */
  readonly whole: boolean;
}

interface PlatformsRequest {
  readonly comparisonId: string;
  /** `images`: manifests and configs. `packages`: bills of materials and the base images in provenance. */
  readonly by: "images" | "packages";
}

const silent: ReadProgress = { onRequest: () => {}, onDone: () => {} };

/**
 * Compares two contents, and the platforms of one index. A comparison is opened with its indexes; its images and packages
 * are read when they are asked for. What cannot be read is part of the result, so that the rest is shown.
 */
export class Comparisons {
  readonly #context: SideContext;
  readonly #opened = new Map<string, OpenedComparison>();
  readonly #files: ComparedFiles;

  constructor(context: SideContext) {
    this.#context = context;
    this.#files = new ComparedFiles(context.decodeLayer);
  }

  /**
   * Reads two sides at the same time and compares their indexes.
   * @param sides.after undefined to list the platforms of one index
   */
  async open(
    sides: { readonly before: ComparedSide; readonly after?: ComparedSide | undefined },
    signal: AbortSignal,
    progress: ReadProgress = silent,
  ): Promise<Comparison> {
    const read = async (side: ComparedSide): Promise<Outcome> =>
      await attempt(signal, progress, () => readSide(side, this.#context, signal));
    const [before, after] = await Promise.all([
      read(placeDigest(sides.before, sides.after)),
      sides.after === undefined ? undefined : read(placeDigest(sides.after, sides.before)),
    ]);
    const [old, now] = [openedOf(before), openedOf(after)];
    const pairs =
      old && now
        ? compareEntries(old, now)
        : [...listEntries("before", old), ...listEntries("after", now)];
    const id = this.#add({ before, after, pairs: new Map(pairs.map((pair) => [pair.id, pair])) });
    const isSingle = [old, now].every((side) => (side?.content.kind ?? "image") === "image");
    return {
      id,
      before: stateOf(before),
      after: after && stateOf(after),
      isIdentical: old !== undefined && old.content.digest === now?.content.digest,
      changes: limitChanges(old && now ? compareIndexes(old, now, pairs) : []),
      pairs,
      ...(isSingle ? {} : { document: documentPair("index", old?.text, now?.text) }),
    };
  }

  /** Compares the images of a pair: manifests, configs, layers, and statements of artifacts. @throws EngineError `comparison_gone` */
  async images(
    request: ComparedPair,
    signal: AbortSignal,
    progress: ReadProgress = silent,
  ): Promise<ImageComparison> {
    const [before, after] = await Promise.all(
      this.#rowsOf(request).map(
        async ({ row, side }) =>
          row && (await this.#readImage(row, { reader: side.reader, progress }, signal)),
      ),
    );
    return compareImages(before, after);
  }

  /**
   * Reads the layers of the images of a pair and compares their files.
   * @throws EngineError `comparison_gone`, `input_invalid` if there are not two images, `too_large`, and those of the layers
   */
  async files(
    request: FilesRequest,
    signal: AbortSignal,
    onProgress: (progress: FilesProgress) => void = () => {},
  ): Promise<FileComparison> {
    const [before, after] = await Promise.all(
      this.#rowsOf(request).map(
        async ({ row, side }) =>
          row &&
          (await readImage(row.descriptor, { reader: side.reader, progress: silent }, signal)),
      ),
    );
    const layers = { before: layersOf(before), after: layersOf(after) };
    const { withShared, whole } = request;
    return await this.#files.compare(request, { ...layers, withShared, whole, onProgress }, signal);
  }

  /** Returns a part of the differences of the files of a pair. @throws EngineError `files_gone` */
  async differences(
    request: ComparedPair & { readonly query: DifferenceQuery },
    signal: AbortSignal,
  ): Promise<DifferencePage> {
    return await this.#files.page(request, request.query, signal);
  }

  /** Forgets comparisons that are no longer shown. */
  close(comparisonIds: readonly string[]): void {
    for (const id of comparisonIds) {
      this.#opened.delete(id);
      this.#files.release(id);
    }
  }

  /** Compares the packages of the images of a pair. @throws EngineError `comparison_gone` */
  async packages(
    request: ComparedPair,
    signal: AbortSignal,
    progress: ReadProgress = silent,
  ): Promise<PackageComparison> {
    const [before, after] = await Promise.all(
      this.#rowsOf(request).map(async ({ row, side }) =>
        row === undefined
          ? noPackages
          : await readPackages(
              row,
              { reader: side.reader, progress, decodeEvidence: this.#context.decodeEvidence },
              signal,
            ),
      ),
    );
    return packageComparison(before ?? noPackages, after ?? noPackages);
  }

  /**
   * Compares the platforms of the first side.
   * @throws EngineError `comparison_gone`
   */
  async platforms(
    { comparisonId, by }: PlatformsRequest,
    signal: AbortSignal,
    progress: ReadProgress = silent,
  ): Promise<PlatformSkew> {
    const side = openedOf(this.#get(comparisonId).before);
    const rows = (side?.rows ?? []).filter(({ kind }) => kind === "image");
    const limit = pLimit(maxReads[by]);
    const read = await limit.map(rows, async (row) => {
      signal.throwIfAborted();
      const { decodeEvidence } = this.#context;
      const options = { reader: (side as OpenedSide).reader, progress, decodeEvidence };
      return by === "images"
        ? await readPlatformImage(row, options, signal)
        : await readPlatformPackages(row, options, signal);
    });
    return {
      platforms: read.map(({ platform }) => platform),
      ...comparePlatforms(read.map(({ values }) => values)),
    };
  }

  /** Reads an image, or an artifact with the statements in it. */
  async #readImage(
    { descriptor }: EntryRow,
    options: { readonly reader: ManifestReader; readonly progress: ReadProgress },
    signal: AbortSignal,
  ): Promise<ReadImage> {
    const image = await readImage(descriptor, options, signal);
    const { progress } = options;
    const { decodeEvidence } = this.#context;
    const statements = await readStatements(image, { progress, decodeEvidence }, signal);
    return statements === undefined ? image : { ...image, statements };
  }

  #add(opened: OpenedComparison): string {
    const id = randomUUID();
    this.#opened.set(id, opened);
    this.close([...this.#opened.keys()].slice(0, -maxComparisons));
    return id;
  }

  #get(id: string): OpenedComparison {
    const opened = this.#opened.get(id);
    if (opened) {
      return opened;
    }
    throw new EngineError("comparison_gone", "This comparison is no longer available.", {
      hint: "Compare again.",
      retryable: true,
    });
  }

  /** The entries of a pair with their sides, the first side first. A side without the entry has no row. */
  #rowsOf({ comparisonId, pairId }: ComparedPair): readonly {
    readonly row: EntryRow | undefined;
    readonly side: OpenedSide;
  }[] {
    const { before, after, pairs } = this.#get(comparisonId);
    const pair = pairs.get(pairId);
    const [old, now] = [openedOf(before), openedOf(after)];
    if (pair === undefined || old === undefined || now === undefined) {
      throw new EngineError("input_invalid", "There are no such images to compare.");
    }
    return [
      { row: pair.before, side: old },
      { row: pair.after, side: now },
    ];
  }
}

/** A digest alone is one in the repository of the other side. */
function placeDigest(side: ComparedSide, other: ComparedSide | undefined): ComparedSide {
  if (side.kind !== "reference" || !isDigest(side.text.trim())) {
    return side;
  }
  const repository = repositoryOf(other);
  return repository === undefined ? side : { ...side, text: `${repository}@${side.text.trim()}` };
}

/** @returns undefined if the side is no reference, or an invalid one: its reading says so */
function repositoryOf(side: ComparedSide | undefined): string | undefined {
  if (side === undefined || side.kind === "preview") {
    return undefined;
  }
  try {
    return locationRepository(parseTypedLocation(side.kind === "journal" ? side.name : side.text));
  } catch (error) {
    if (error instanceof EngineError) {
      return undefined;
    }
    throw error;
  }
}

function openedOf(outcome: Outcome | undefined): OpenedSide | undefined {
  return outcome instanceof EngineError ? undefined : outcome;
}

function stateOf(outcome: Outcome): SideState {
  return outcome instanceof EngineError
    ? { kind: "failed", failure: toFailure(outcome) }
    : { kind: "read", content: outcome.content };
}

/** @throws EngineError if it is no image, or could not be read */
function layersOf(image: ReadImage | undefined): readonly PooledLayer[] {
  if (hasFiles(image)) {
    return image.manifest.layers.map((descriptor) => ({ descriptor, store: image.blobs }));
  }
  throw (
    image?.manifestError ??
    new EngineError("input_invalid", "There are no two images whose files can be compared.")
  );
}

function packageComparison(before: ImagePackages, after: ImagePackages): PackageComparison {
  const sources = { before: before.source, after: after.source };
  if (before.source.kind !== "read" || after.source.kind !== "read") {
    // Against a side without packages, all would seem to be added or removed.
    return { ...sources, packages: [], hidden: 0 };
  }
  const all = comparePackages(before.packages, after.packages);
  const shown =
    all.length > maxPackages
      ? all.toSorted((a, b) => Number(a.kind === "same") - Number(b.kind === "same"))
      : all;
  return {
    ...sources,
    packages: shown.slice(0, maxPackages),
    hidden: Math.max(all.length - maxPackages, 0),
  };
}
