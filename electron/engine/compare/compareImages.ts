import type {
  DocumentPair,
  ImageComparison,
  PartFailure,
  ValueChange,
} from "../../../shared/comparison.ts";
import type { Manifest } from "../../../shared/oci/manifest.ts";
import { isImageConfigType, mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { toFailure } from "../errors.ts";
import { decodeText } from "../oci/decodeText.ts";
import { annotationsOf } from "./compareEntries.ts";
import { compareHistory, historySteps } from "./compareHistory.ts";
import { compareLayers, describeLayers } from "./compareLayers.ts";
import { compareValues, limitChanges, type SectionValues } from "./compareValues.ts";
import { configValues } from "./configValues.ts";
import { filesCost } from "./files/filesCost.ts";
import type { FoundManifest } from "./manifestReader.ts";
import type { ReadImage } from "./readImage.ts";

/** Longest text that is compared line by line, in UTF-16 units. */
const maxDocumentLength = 4 * 1024 * 1024;

/**
 * Compares two images, or one with nothing. What could not be read of one side is not compared.
 * @param before undefined if the first side has no such image
 */
export function compareImages(
  before: ReadImage | undefined,
  after: ReadImage | undefined,
): ImageComparison {
  const changes: readonly ValueChange[] = [
    ...(isUnread(before, "manifestError") || isUnread(after, "manifestError")
      ? []
      : compareValues(manifestValues(before), manifestValues(after))),
    ...(isUnread(before, "configError") || isUnread(after, "configError")
      ? []
      : [
          ...compareValues(valuesOf(before), valuesOf(after)),
          ...compareHistory(stepsOf(before), stepsOf(after)),
        ]),
    ...compareValues({ statement: before?.statements }, { statement: after?.statements }),
  ];
  return {
    changes: limitChanges(changes),
    layers:
      isUnread(before, "manifestError") || isUnread(after, "manifestError")
        ? []
        : compareLayers(layersOf(before), layersOf(after)),
    documents: [
      documentPair("manifest", textOf(before?.content?.bytes), textOf(after?.content?.bytes)),
      documentPair("config", before?.config?.text, after?.config?.text),
    ].filter(({ before: old, after: now, isTooLarge }) => old ?? now ?? isTooLarge),
    ...(hasFiles(before) && hasFiles(after)
      ? { files: filesCost(before.manifest.layers, after.manifest.layers) }
      : {}),
    failures: [...failuresOf("before", before), ...failuresOf("after", after)],
  };
}

/** Whether it is an image that could be read: the layers of artifacts and attestations are no archives of files. */
export function hasFiles(
  image: ReadImage | undefined,
): image is ReadImage & { readonly manifest: Manifest; readonly blobs: FoundManifest["blobs"] } {
  const { manifest, blobs } = image ?? {};
  return (
    blobs !== undefined &&
    manifest !== undefined &&
    isImageConfigType(manifest.config?.mediaType ?? "") &&
    manifest.layers.every(({ mediaType }) => mediaType !== mediaTypes.inToto)
  );
}

/** Whether a side has an image whose part could not be read; without its manifest, its config is not read either. */
function isUnread(image: ReadImage | undefined, part: "manifestError" | "configError"): boolean {
  return (image?.manifestError ?? image?.[part]) !== undefined;
}

function failuresOf(
  side: PartFailure["side"],
  image: ReadImage | undefined,
): readonly PartFailure[] {
  return [
    ...(image?.manifestError === undefined
      ? []
      : [{ side, part: "manifest", failure: toFailure(image.manifestError) } as const]),
    ...(image?.configError === undefined
      ? []
      : [{ side, part: "config", failure: toFailure(image.configError) } as const]),
  ];
}

/** The fields of a manifest that are no descriptors of content. */
export function manifestValues(image: ReadImage | undefined): SectionValues | undefined {
  if (image?.manifest === undefined) {
    return undefined;
  }
  const { content, manifest } = image;
  const values = new Map([["media type", content?.mediaType ?? ""]]);
  const optional = {
    "artifact type": manifest.artifactType,
    "config type": manifest.config?.mediaType,
    subject: manifest.subject?.digest,
  };
  for (const [name, value] of Object.entries(optional)) {
    if (value !== undefined) {
      values.set(name, value);
    }
  }
  return { manifest: values, annotation: annotationsOf(manifest.annotations) };
}

function valuesOf(image: ReadImage | undefined): SectionValues | undefined {
  return image?.config && configValues(image.config.document);
}

function stepsOf(image: ReadImage | undefined): readonly string[] {
  return image?.config === undefined ? [] : historySteps(image.config.document);
}

function layersOf(image: ReadImage | undefined) {
  return describeLayers(image?.manifest?.layers ?? [], image?.config?.document);
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes && decodeText(bytes);
}

/** The texts of a document on both sides, unless one is too large to be compared line by line. */
export function documentPair(
  name: DocumentPair["name"],
  before: string | undefined,
  after: string | undefined,
): DocumentPair {
  if (Math.max(before?.length ?? 0, after?.length ?? 0) > maxDocumentLength) {
    return { name, isTooLarge: true };
  }
  return {
    name,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}
