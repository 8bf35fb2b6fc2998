import type { ResultRow } from "../../../shared/preview.ts";

function distinct(platforms: readonly string[]): string[] {
  return [...new Set(platforms)];
}

function platformsOf(rows: readonly ResultRow[], keeps: (row: ResultRow) => boolean): string[] {
  return distinct(
    rows.flatMap((row) => (row.platform !== undefined && keeps(row) ? [row.platform] : [])),
  );
}

/**
 * The platform filter after one platform was ticked or unticked. An empty filter keeps everything,
 * so it comes back when all are ticked again, and the last one cannot be unticked.
 */
export function togglePlatform(
  rows: readonly ResultRow[],
  platform: string,
  keep: boolean,
): readonly string[] {
  const all = platformsOf(rows, () => true);
  const kept = platformsOf(rows, (row) => (row.platform === platform ? keep : row.kept));
  if (kept.length === 0) {
    return platformsOf(rows, (row) => row.kept);
  }
  return kept.length === all.length ? [] : kept;
}

/** Whether a row is the only platform that is still kept: unticking it would leave nothing. */
export function isLastKept(rows: readonly ResultRow[], row: ResultRow): boolean {
  return (
    row.kept &&
    row.platform !== undefined &&
    rows.every((other) => !other.kept || other.platform === row.platform)
  );
}

/** The rows as they will be under a filter that names whole platforms: shown until the preview is back. */
export function keepRows(
  rows: readonly ResultRow[],
  platforms: readonly string[],
): readonly ResultRow[] {
  const wanted = new Set(platforms);
  return rows.map((row) => ({
    ...row,
    kept: wanted.size === 0 || row.platform === undefined || wanted.has(row.platform),
  }));
}
