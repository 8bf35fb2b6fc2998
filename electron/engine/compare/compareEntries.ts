import { type PairedRows, pairRows } from "../../../shared/compareRows.ts";
import type { EntryPair, ValueChange } from "../../../shared/comparison.ts";
import { countOf } from "../../../shared/countOf.ts";
import type { Annotations } from "../../../shared/oci/descriptor.ts";
import type { EntryRow } from "../../../shared/preview.ts";
import { compareValues, cutText, type SectionValues } from "./compareValues.ts";
import type { OpenedSide } from "./readSide.ts";

/** Most changes that are named with an entry. */
const maxNotes = 8;

/**
 * Pairs the entries of two sides, by digest, then by platform: Windows builds of another revision and `linux/arm64` with
 * and without variant are pairs; of two entries with one platform, unchanged ones are paired first. Two images are a pair
 * whatever their platforms are. So are nested indexes without a platform, which are paired by their names, or else in order.
 *
 * @returns in the order of the second side, with removed entries at the end
 */
export function compareEntries(before: OpenedSide, after: OpenedSide): readonly EntryPair[] {
  if (before.content.kind === "image" && after.content.kind === "image") {
    return [pairOf("0", { before, after }, [before.rows[0], after.rows[0]])];
  }
  const { pairs, removed } = pairNestedIndexes(pairRows(before.rows, after.rows), after.rows);
  const rows: readonly (readonly [EntryRow | undefined, EntryRow | undefined])[] = [
    ...after.rows.map((row) => [pairs.get(row), row] as const),
    ...removed.map((row) => [row, undefined] as const),
  ];
  return rows.map(([old, now], at) => pairOf(`${at}`, { before, after }, [old, now]));
}

const refName = "org.opencontainers.image.ref.name";

/** Pairs the indexes without a platform that have no pair yet. */
function pairNestedIndexes({ pairs, removed }: PairedRows, after: readonly EntryRow[]): PairedRows {
  const isNested = ({ kind, platform }: EntryRow): boolean =>
    kind === "index" && platform === undefined;
  const unpaired = new Set(removed.filter(isNested));
  const all = new Map(pairs);
  for (const keyOf of [({ descriptor }: EntryRow) => descriptor.annotations?.[refName], () => ""]) {
    const byKey = Map.groupBy(unpaired, keyOf);
    /** The rows with a key that have no pair yet, in order. */
    const next = new Map([...byKey].map(([key, rows]) => [key, rows.values()]));
    for (const row of after.filter((each) => isNested(each) && !all.has(each))) {
      const key = keyOf(row);
      const earlier = key === undefined ? undefined : next.get(key)?.next().value;
      if (earlier !== undefined) {
        all.set(row, earlier);
        unpaired.delete(earlier);
      }
    }
  }
  return { pairs: all, removed: removed.filter((row) => !isNested(row) || unpaired.has(row)) };
}

/** The entries of one side, if there is nothing to compare them with. */
export function listEntries(
  which: "before" | "after",
  side: OpenedSide | undefined,
): readonly EntryPair[] {
  return (side?.rows ?? []).map((row, at) => {
    const reference = side && referenceOf(side, row);
    return {
      id: `${at}`,
      kind: "same",
      [which]: row,
      ...(reference === undefined ? {} : { [`${which}Reference`]: reference }),
      notes: [],
    };
  });
}

function pairOf(
  id: string,
  sides: { readonly before: OpenedSide; readonly after: OpenedSide },
  [old, now]: readonly [EntryRow | undefined, EntryRow | undefined],
): EntryPair {
  const notes = old === undefined || now === undefined ? [] : describeChanges(old, now);
  const isSame = old?.descriptor.digest === now?.descriptor.digest && notes.length === 0;
  const kind = old === undefined ? "added" : now === undefined ? "removed" : undefined;
  const [beforeReference, afterReference] = [
    referenceOf(sides.before, old),
    referenceOf(sides.after, now),
  ];
  return {
    id,
    kind: kind ?? (isSame ? "same" : "changed"),
    ...(old === undefined ? {} : { before: old }),
    ...(now === undefined ? {} : { after: now }),
    ...(beforeReference === undefined ? {} : { beforeReference }),
    ...(afterReference === undefined ? {} : { afterReference }),
    notes,
  };
}

function referenceOf({ reader }: OpenedSide, row: EntryRow | undefined): string | undefined {
  const repository = row && reader.repositoryOf(row.descriptor.digest);
  return row && repository === undefined
    ? undefined
    : row && `${repository}@${row.descriptor.digest}`;
}

/** Describes what changed in the descriptors of an entry and its attestations. */
function describeChanges(old: EntryRow, now: EntryRow): readonly string[] {
  const notes: string[] = [];
  if (old.platform !== now.platform) {
    notes.push(`was ${old.platform ?? "without platform"}`);
  }
  if (old.descriptor.mediaType !== now.descriptor.mediaType) {
    notes.push(`was ${old.descriptor.mediaType}`);
  }
  const changed = compareValues(
    { annotation: annotationsOf(old.descriptor.annotations) },
    { annotation: annotationsOf(now.descriptor.annotations) },
  ).filter(({ kind }) => kind !== "same");
  notes.push(
    ...changed
      .slice(0, maxNotes)
      .map(({ name, kind }) => `annotation ${cutText(name, 200)} ${kind}`),
  );
  if (changed.length > maxNotes) {
    notes.push(countOf(changed.length - maxNotes, "more annotation"));
  }
  const added = countMissing(now, old);
  const removed = countMissing(old, now);
  if (added > 0 || removed > 0) {
    notes.push(
      added === removed
        ? `${countOf(added, "attestation")} changed`
        : [
            added > 0 ? `${countOf(added, "attestation")} added` : "",
            removed > 0 ? `${countOf(removed, "attestation")} removed` : "",
          ]
            .filter(Boolean)
            .join(", "),
    );
  }
  return notes;
}

/** Counts the attestations of a row that another one does not have. */
function countMissing(row: EntryRow, other: EntryRow): number {
  const digests = new Set(other.attestations.map(({ descriptor }) => descriptor.digest));
  return row.attestations.filter(({ descriptor }) => !digests.has(descriptor.digest)).length;
}

/** Compares the fields of two indexes: media type, artifact type, subject, order of the entries, annotations. */
export function compareIndexes(
  before: OpenedSide,
  after: OpenedSide,
  pairs: readonly EntryPair[],
): readonly ValueChange[] {
  if (before.index === undefined && after.index === undefined) {
    return [];
  }
  const changes = compareValues(indexValues(before), indexValues(after));
  return isReordered(before.rows, pairs)
    ? [
        ...changes,
        {
          section: "manifest",
          name: "order of the entries",
          kind: "changed",
          before: labels(before.rows),
          after: labels(after.rows),
        },
      ]
    : changes;
}

function indexValues({ content, index }: OpenedSide): SectionValues {
  const manifest = new Map([["media type", content.mediaType]]);
  if (index?.artifactType !== undefined) {
    manifest.set("artifact type", index.artifactType);
  }
  if (index?.subject !== undefined) {
    manifest.set("subject", index.subject.digest);
  }
  return { manifest, annotation: annotationsOf(index?.annotations) };
}

/** Annotations by key. */
export function annotationsOf(annotations: Annotations = {}): ReadonlyMap<string, string> {
  return new Map(Object.entries(annotations));
}

/** Whether entries of both sides have another order. */
function isReordered(before: readonly EntryRow[], pairs: readonly EntryPair[]): boolean {
  const positions = new Map(before.map((row, at) => [row, at]));
  const found = pairs.flatMap(({ before: old, after: now }) =>
    old === undefined || now === undefined ? [] : [positions.get(old) ?? 0],
  );
  return found.some((position, at) => position < (found[at - 1] ?? 0));
}

function labels(rows: readonly EntryRow[]): string {
  return rows.map(({ platform, kind }) => platform ?? kind).join(", ");
}
