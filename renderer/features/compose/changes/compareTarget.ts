import type { Annotations } from "../../../../shared/oci/descriptor.ts";
import { pairRows } from "../../../../shared/compareRows.ts";
import type { EntryRow, ResultContent, TargetState } from "../../../../shared/preview.ts";
import { countPlatforms } from "../../../image/countPlatforms.ts";
import { entryLabel } from "../../../image/entryLabel.ts";
import { countOf } from "../../../../shared/countOf.ts";

/** A change to one entry of a tag. */
export interface EntryChange {
  readonly kind: "added" | "changed" | "removed" | "same";
  /** The platform, or the kind of an entry without one. */
  readonly label: string;
  readonly before?: string;
  readonly after?: string;
  /** Changes other than the digest. */
  readonly notes: readonly string[];
}

/** A change to one index annotation. */
export interface AnnotationChange {
  readonly kind: "added" | "changed" | "removed";
  readonly key: string;
  readonly before?: string;
  readonly after?: string;
}

/** What a push would change under one tag. */
export interface Comparison {
  /** Whether the tag points to the content already. */
  readonly identical: boolean;
  readonly platformsBefore: number;
  readonly platformsAfter: number;
  /** Set if the media type changes. */
  readonly mediaType?: { readonly before: string; readonly after: string };
  readonly entries: readonly EntryChange[];
  /** Whether entries that stay are listed in another order. */
  readonly isReordered: boolean;
  readonly annotations: readonly AnnotationChange[];
  /** Changes of the artifact type and of the subject. */
  readonly fields: readonly AnnotationChange[];
}

/** Compares two sets of annotations. @returns the changes, sorted by key */
export function compareAnnotations(
  before: Annotations,
  after: Annotations,
): readonly AnnotationChange[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key): AnnotationChange[] => {
    // A key may be the name of an inherited property, such as `constructor`.
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    const now = Object.hasOwn(after, key) ? after[key] : undefined;
    if (old === now) {
      return [];
    }
    if (old === undefined && now !== undefined) {
      return [{ kind: "added", key, after: now }];
    }
    if (old !== undefined && now === undefined) {
      return [{ kind: "removed", key, before: old }];
    }
    return old === undefined || now === undefined
      ? []
      : [{ kind: "changed", key, before: old, after: now }];
  });
}

/** Describes changes of annotations and attestations. */
function describeChanges(before: EntryRow, after: EntryRow): string[] {
  const notes: string[] = [];
  const annotations = compareAnnotations(
    before.descriptor.annotations ?? {},
    after.descriptor.annotations ?? {},
  );
  for (const kind of ["added", "changed", "removed"] as const) {
    const count = annotations.filter((change) => change.kind === kind).length;
    if (count > 0) {
      notes.push(`${countOf(count, "annotation")} ${kind}`);
    }
  }
  const added = countMissing(after, before);
  const removed = countMissing(before, after);
  // An attestation that is made again has another digest.
  const changed = Math.min(added, removed);
  for (const [count, what] of [
    [changed, "changed"],
    [added - changed, "added"],
    [removed - changed, "removed"],
  ] as const) {
    if (count > 0) {
      notes.push(`${countOf(count, "attestation")} ${what}`);
    }
  }
  return notes;
}

/** Counts the attestations of a row that another one does not have. */
function countMissing(row: EntryRow, other: EntryRow): number {
  const digests = new Set(other.attestations.map(({ descriptor }) => descriptor.digest));
  return row.attestations.filter(({ descriptor }) => !digests.has(descriptor.digest)).length;
}

/** The attestations of an entry that is added or removed. */
function attestationNotes({ attestations }: EntryRow): readonly string[] {
  return attestations.length === 0 ? [] : [`with ${countOf(attestations.length, "attestation")}`];
}

function changeOf(old: EntryRow | undefined, now: EntryRow): EntryChange {
  const after = now.descriptor.digest;
  const label = entryLabel(now);
  if (old === undefined) {
    return { kind: "added", label, after, notes: attestationNotes(now) };
  }
  const before = old.descriptor.digest;
  const notes = describeChanges(old, now);
  if (entryLabel(old) !== label) {
    notes.unshift(`was ${entryLabel(old)}`);
  }
  const same = before === after && notes.length === 0;
  return { kind: same ? "same" : "changed", label, before, after, notes };
}

const order: Readonly<Record<EntryChange["kind"], number>> = {
  added: 0,
  changed: 1,
  removed: 2,
  same: 3,
};

/** What a tag points to before or after a push. */
export interface NextContent extends Pick<
  ResultContent,
  "digest" | "mediaType" | "annotations" | "artifactType"
> {
  /** The digest of the subject. */
  readonly subject?: string;
  readonly rows: readonly EntryRow[];
}

/**
 * The content a push puts under a tag: the kept entries of the result, with the digests of edited manifests, and without
 * attestations that are excluded or no longer apply.
 */
export function nextContent({ subject, ...content }: ResultContent): NextContent {
  const kept = content.rows.filter((row) => row.kept);
  return {
    ...content,
    ...(subject === undefined ? {} : { subject: subject.digest }),
    rows: kept.map((row) => ({
      ...row,
      descriptor: row.becomes ?? row.descriptor,
      attestations: row.attestations.filter(
        ({ excluded, unbound }) => excluded !== true && unbound !== "dropped",
      ),
    })),
  };
}

/** Whether rows have another order than in the list they are from. */
function isReordered(rows: readonly EntryRow[], list: readonly EntryRow[]): boolean {
  const positions = new Map(list.map((row, at) => [row, at]));
  const found = rows.map((row) => positions.get(row) ?? 0);
  return found.some((position, at) => position < (found[at - 1] ?? 0));
}

/** Compares a target with the content to push; everything is new for a missing tag. */
export function compareTarget(target: TargetState, content: NextContent): Comparison {
  return compareContents(target.kind === "exists" ? target : undefined, content);
}

/** Compares two contents of a tag. @param before undefined for a new tag, for which everything is new */
export function compareContents(before: NextContent | undefined, after: NextContent): Comparison {
  const rowsBefore = before?.rows ?? [];
  const { pairs, removed: gone } = pairRows(rowsBefore, after.rows);
  const entries = [
    ...after.rows.map((row) => changeOf(pairs.get(row), row)),
    ...gone.map((row): EntryChange => ({
      kind: "removed",
      label: entryLabel(row),
      before: row.descriptor.digest,
      notes: attestationNotes(row),
    })),
  ];
  return {
    identical: before?.digest === after.digest,
    platformsBefore: countPlatforms(rowsBefore),
    platformsAfter: countPlatforms(after.rows),
    ...(before !== undefined && before.mediaType !== after.mediaType
      ? { mediaType: { before: before.mediaType, after: after.mediaType } }
      : {}),
    isReordered: isReordered(
      after.rows.flatMap((row) => pairs.get(row) ?? []),
      rowsBefore,
    ),
    entries: entries.sort((one, other) => order[one.kind] - order[other.kind]),
    annotations: compareAnnotations(before?.annotations ?? {}, after.annotations),
    fields: compareAnnotations(before === undefined ? {} : fieldsOf(before), fieldsOf(after)),
  };
}

/** The fields of an index by the names that the window shows. */
function fieldsOf({ artifactType, subject }: NextContent): Annotations {
  return {
    ...(artifactType === undefined ? {} : { "artifact type": artifactType }),
    ...(subject === undefined ? {} : { subject }),
  };
}
