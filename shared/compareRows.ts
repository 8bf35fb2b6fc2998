import type { EntryRow } from "./preview.ts";

/** What two rows of two indexes have in common, the surest first. */
const keysOf: readonly ((row: EntryRow) => string | undefined)[] = [
  (row) => `${row.descriptor.digest} ${row.platform ?? ""}`,
  (row) => row.descriptor.digest,
  (row) => row.platform,
  platformOf,
];

/** The rows of two indexes that stand for the same, and those of the old one that have no counterpart. */
export interface PairedRows {
  /** The old row of each new one that has one. */
  readonly pairs: ReadonlyMap<EntryRow, EntryRow>;
  readonly gone: readonly EntryRow[];
}

/**
 * Pair the rows of two indexes: by digest, then by platform as it is written, then by platforms that clients take for
 * one. What stays is paired first, so that of two entries with one platform the unchanged one is found.
 */
export function pairRows(before: readonly EntryRow[], after: readonly EntryRow[]): PairedRows {
  const left = new Set(before);
  const pairs = new Map<EntryRow, EntryRow>();
  for (const keyOf of keysOf) {
    const byKey = Map.groupBy(left, keyOf);
    for (const now of after) {
      const key = keyOf(now);
      const old = key === undefined || pairs.has(now) ? undefined : byKey.get(key)?.shift();
      if (old !== undefined) {
        pairs.set(now, old);
        left.delete(old);
      }
    }
  }
  return { pairs, gone: before.filter((row) => left.has(row)) };
}

/** Attestations of the rows that go, and those that rows which stay have no more. */
export function countLostAttestations({ pairs, gone }: PairedRows): number {
  const losses = [
    ...[...pairs].map(([now, old]) => old.attestations.length - now.attestations.length),
    ...gone.map((row) => row.attestations.length),
  ];
  return losses.reduce((sum, lost) => sum + Math.max(lost, 0), 0);
}

/**
 * Platforms that nobody finds any more, whether their entry goes or is for another platform now.
 * @returns each once, as it is written
 */
export function lostPlatforms(
  before: readonly EntryRow[],
  after: readonly EntryRow[],
): readonly string[] {
  const left = new Set(after.map(platformOf));
  const lost = before.flatMap((row) =>
    row.kind === "attestation" || row.platform === undefined || left.has(platformOf(row))
      ? []
      : [row.platform],
  );
  return [...new Set(lost)];
}

function platformOf({ platformKey, platform }: EntryRow): string | undefined {
  return platformKey ?? platform;
}
