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
  const before = new Map(Object.entries(originalAnnotations(row)));
  const after = new Map(Object.entries(row.descriptor.annotations ?? {}));
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
  return isRepeated ? "The entry has this key already." : keyError(item.key);
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
