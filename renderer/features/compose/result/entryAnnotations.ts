import type { AnnotationEdit } from "../../../../shared/draft.ts";
import type { Annotations } from "../../../../shared/oci/descriptor.ts";
import type { ResultRow } from "../../../../shared/preview.ts";
import { keyError } from "../annotations/validateAnnotation.ts";

/** An annotation of an entry while it is edited. */
export interface AnnotationItem {
  readonly id: string;
  readonly key: string;
  readonly value: string;
  /** The value without the edits; undefined for an added annotation. */
  readonly before: string | undefined;
  readonly isRemoved: boolean;
}

/** The annotations of an entry without the edits of the draft. */
export function originalAnnotations({ original, descriptor }: ResultRow): Annotations {
  return (original ?? descriptor).annotations ?? {};
}

/** The annotations of an entry and those that edits remove, sorted by key. */
export function annotationItems(row: ResultRow): readonly AnnotationItem[] {
  return itemsOf(
    new Map(Object.entries(originalAnnotations(row))),
    new Map(Object.entries(row.descriptor.annotations ?? {})),
  );
}

/** The annotations of a manifest and those that edits remove, sorted by key. */
export function manifestAnnotationItems(
  annotations: Annotations,
  edits: readonly AnnotationEdit[],
): readonly AnnotationItem[] {
  const after = new Map(Object.entries(annotations));
  for (const { key, value } of edits) {
    if (value === undefined) {
      after.delete(key);
    } else {
      after.set(key, value);
    }
  }
  return itemsOf(new Map(Object.entries(annotations)), after);
}

function itemsOf(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly AnnotationItem[] {
  return [...new Set([...before.keys(), ...after.keys()])].sort().map((key) => ({
    id: key,
    key,
    value: after.get(key) ?? before.get(key) ?? "",
    before: before.get(key),
    isRemoved: !after.has(key),
  }));
}

/** The edits that the items make. Blank added items are skipped. */
export function annotationEdits(items: readonly AnnotationItem[]): readonly AnnotationEdit[] {
  return items.flatMap(({ key, value, before, isRemoved }) => {
    if (isRemoved) {
      return before === undefined ? [] : [{ key }];
    }
    const isBlank = before === undefined && key === "" && value === "";
    return isBlank || value === before ? [] : [{ key, value }];
  });
}

/** Why an item cannot be saved, or undefined. */
export function itemError(
  item: AnnotationItem,
  items: readonly AnnotationItem[],
): string | undefined {
  if (item.before !== undefined || (item.key === "" && item.value === "")) {
    return undefined;
  }
  const isRepeated = items.some(({ id, key }) => id !== item.id && key === item.key);
  return isRepeated ? "This key is set already." : keyError(item.key);
}

/** How an item differs from the source, for display. */
export function itemState({ value, before, isRemoved }: AnnotationItem): string {
  if (before === undefined) {
    return "added";
  }
  const was = before === "" ? "was empty" : `was ${before}`;
  if (isRemoved) {
    return `removed, ${was}`;
  }
  return value === before ? "from the sources" : `edited, ${was}`;
}
