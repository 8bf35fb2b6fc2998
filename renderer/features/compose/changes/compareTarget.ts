import type { Annotations } from "../../../../shared/oci/descriptor.ts";
import { countLostAttestations, pairRows } from "../../../../shared/compareRows.ts";
import type { EntryRow, ResultContent, TargetState } from "../../../../shared/preview.ts";
import { entryLabel } from "../../../image/entryLabel.ts";
import { countOf } from "../../../ui/format.ts";

/** What becomes of one entry of what a tag holds. */
export interface EntryChange {
  readonly kind: "added" | "changed" | "removed" | "same";
  /** The platform, or what else it is. */
  readonly label: string;
  readonly before?: string;
  readonly after?: string;
  /** What changes beside the digest. */
  readonly notes: readonly string[];
}

/** What becomes of one annotation of the index. */
export interface AnnotationChange {
  readonly kind: "added" | "changed" | "removed";
  readonly key: string;
  readonly before?: string;
  readonly after?: string;
}

/** What a push would change under one tag. */
export interface Comparison {
  readonly identical: boolean;
  readonly platformsBefore: number;
  readonly platformsAfter: number;
  readonly mediaType: { readonly before: string; readonly after: string } | null;
  readonly entries: readonly EntryChange[];
  /** Attestations of the images that go, and those that images which stay have no more. */
  readonly attestationsLost: number;
  readonly annotations: readonly AnnotationChange[];
}

/** The differences of two sets of annotations, by key. */
export function compareAnnotations(
  before: Annotations,
  after: Annotations,
): readonly AnnotationChange[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key): AnnotationChange[] => {
    // A key may be called as what every object has: `constructor`.
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

function noteChanges(before: EntryRow, after: EntryRow): string[] {
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
  const attestations = after.attestations.length - before.attestations.length;
  if (attestations !== 0) {
    notes.push(
      `${countOf(Math.abs(attestations), "attestation")} ${attestations > 0 ? "added" : "lost"}`,
    );
  }
  return notes;
}

function changeOf(old: EntryRow | undefined, now: EntryRow): EntryChange {
  const after = now.descriptor.digest;
  const label = entryLabel(now);
  if (old === undefined) {
    return { kind: "added", label, after, notes: [] };
  }
  const before = old.descriptor.digest;
  const notes = noteChanges(old, now);
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

function countPlatforms(rows: readonly EntryRow[]): number {
  return new Set(rows.flatMap((row) => (row.platform === undefined ? [] : [row.platform]))).size;
}

/** What a tag is going to hold. */
export interface NextContent extends Pick<ResultContent, "digest" | "mediaType" | "annotations"> {
  readonly rows: readonly EntryRow[];
}

/** What a draft's result holds: the entries that are kept, without excluded attestations. */
export function nextContent(content: ResultContent): NextContent {
  const kept = content.rows.filter((row) => row.kept);
  return {
    ...content,
    rows: kept.map((row) => ({
      ...row,
      attestations: row.attestations.filter(({ excluded }) => excluded !== true),
    })),
  };
}

/** What a push of the content would change under a tag; a missing tag gets everything as new. */
export function compareTarget(target: TargetState, content: NextContent): Comparison {
  const kept = content.rows;
  const before = target.kind === "exists" ? target.rows : [];
  const paired = pairRows(before, kept);
  const { pairs, gone } = paired;
  const entries = [
    ...kept.map((row) => changeOf(pairs.get(row), row)),
    ...gone.map((row): EntryChange => ({
      kind: "removed",
      label: entryLabel(row),
      before: row.descriptor.digest,
      notes: [],
    })),
  ];
  return {
    identical: target.kind === "exists" && target.digest === content.digest,
    platformsBefore: countPlatforms(before),
    platformsAfter: countPlatforms(kept),
    mediaType:
      target.kind === "exists" && target.mediaType !== content.mediaType
        ? { before: target.mediaType, after: content.mediaType }
        : null,
    attestationsLost: countLostAttestations(paired),
    entries: entries.sort((one, other) => order[one.kind] - order[other.kind]),
    annotations: compareAnnotations(
      target.kind === "exists" ? target.annotations : {},
      content.annotations,
    ),
  };
}
