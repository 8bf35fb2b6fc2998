import type { EntryRow } from "../../shared/preview.ts";

/** Counts the platforms of images, each once. An attestation without its image has none: `unknown/unknown` is no platform. */
export function countPlatforms(rows: readonly EntryRow[]): number {
  const images = rows.filter(({ kind }) => kind !== "attestation");
  return new Set(images.flatMap(({ platform }) => platform ?? [])).size;
}
