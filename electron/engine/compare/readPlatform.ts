import type { ComparedPlatform } from "../../../shared/comparison.ts";
import type { EntryRow } from "../../../shared/preview.ts";
import { toFailure } from "../errors.ts";
import type { DecodeEvidence } from "../inspect/evidence/decodeEvidence.ts";
import type { PlatformValues } from "./comparePlatforms.ts";
import type { ManifestReader } from "./manifestReader.ts";
import { imageValues, packageValues } from "./platformValues.ts";
import { readImage, type ReadProgress } from "./readImage.ts";
import { readPackages } from "./readPackages.ts";

/** What is known of a platform; no values if it could not be read. */
interface PlatformRead {
  readonly platform: ComparedPlatform;
  readonly values: PlatformValues | undefined;
}

interface PlatformOptions {
  readonly reader: ManifestReader;
  readonly progress: ReadProgress;
  readonly decodeEvidence: DecodeEvidence;
}

/** Reads the manifest and the config of a platform, and the values to compare. */
export async function readPlatformImage(
  row: EntryRow,
  options: PlatformOptions,
  signal: AbortSignal,
): Promise<PlatformRead> {
  const image = await readImage(row.descriptor, options, signal);
  const error = image.manifestError ?? image.configError;
  return {
    platform: { ...platformOf(row), ...(error === undefined ? {} : { failure: toFailure(error) }) },
    values: imageValues(row.descriptor, image),
  };
}

/** Reads the bills of materials of a platform, and the base images in its provenance. */
export async function readPlatformPackages(
  row: EntryRow,
  options: PlatformOptions,
  signal: AbortSignal,
): Promise<PlatformRead> {
  const { source, packages, materials } = await readPackages(
    row,
    { ...options, withProvenance: true },
    signal,
  );
  return {
    platform: {
      ...platformOf(row),
      ...(source.kind === "failed" ? { failure: source.failure } : {}),
      ...(source.kind === "none" ? { hasNone: true } : {}),
    },
    values: packageValues(packages, materials),
  };
}

function platformOf({ platform, descriptor: { digest } }: EntryRow): ComparedPlatform {
  return { label: platform ?? "no platform", digest };
}
