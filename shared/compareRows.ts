import type { EntryRow } from "./preview.ts";

/** The keys by which rows of two indexes are paired, the most specific first. */
const pairingKeys: readonly ((row: EntryRow) => string | undefined)[] = [
  (row) => `${row.descriptor.digest} ${row.platform ?? ""}`,
  (row) => row.descriptor.digest,
  (row) => row.platform,
  platformKeyOf,
];

/** The rows of an index before and after a change. */
export interface PairedRows {
  /** The earlier row by its later one. */
  readonly pairs: ReadonlyMap<EntryRow, EntryRow>;
  /** The earlier rows without a later one. */
  readonly removed: readonly EntryRow[];
}

/**
 * Pairs the rows of two indexes: by digest, then by platform text, then by equivalent platforms. Unchanged rows are
 * paired first, so that of two rows with one platform the unchanged one is found.
 */
export function pairRows(before: readonly EntryRow[], after: readonly EntryRow[]): PairedRows {
  const unpaired = new Set(before);
  const pairs = new Map<EntryRow, EntryRow>();
  for (const keyOf of pairingKeys) {
    const byKey = Map.groupBy(unpaired, keyOf);
    for (const row of after) {
      const key = keyOf(row);
      const earlier = key === undefined || pairs.has(row) ? undefined : byKey.get(key)?.shift();
      if (earlier !== undefined) {
        pairs.set(row, earlier);
        unpaired.delete(earlier);
      }
    }
  }
  return { pairs, removed: before.filter((row) => unpaired.has(row)) };
}

/** Counts the attestations of removed rows, and those that paired rows lose. */
export function countLostAttestations({ pairs, removed }: PairedRows): number {
  const losses = [
    ...[...pairs].map(([row, earlier]) => earlier.attestations.length - row.attestations.length),
    ...removed.map((row) => row.attestations.length),
  ];
  return losses.reduce((sum, lost) => sum + Math.max(lost, 0), 0);
}

/** Returns the platforms that no later row has, each once. */
export function lostPlatforms(
  before: readonly EntryRow[],
  after: readonly EntryRow[],
): readonly string[] {
  const remaining = new Set(after.map(platformKeyOf));
  const lost = before.flatMap((row) =>
    row.kind === "attestation" || row.platform === undefined || remaining.has(platformKeyOf(row))
      ? []
      : [row.platform],
  );
  return [...new Set(lost)];
}

function platformKeyOf({ platformKey, platform }: EntryRow): string | undefined {
  return platformKey ?? platform;
}
