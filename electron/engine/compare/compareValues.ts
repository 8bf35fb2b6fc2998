import type { ValueChange, ValueChanges, ValueSection } from "../../../shared/comparison.ts";
import { valueSections } from "../../../shared/comparison.ts";

/** Most changes of one comparison: a hostile config may have any number of labels. */
const maxChanges = 10_000;
/** Most UTF-16 units of a name, and of a value. */
const maxLength = { name: 1000, value: 8192 } as const;

/** Values of one side by section and name. */
export type SectionValues = Readonly<
  Partial<Record<ValueSection, ReadonlyMap<string, string> | undefined>>
>;

/**
 * Compares the values of two sides: in the order of the sections, and by name in each.
 *
 * @param before undefined if there is nothing on that side: all values are added
 * @returns equal values too, so that the window can show all of them
 */
export function compareValues(
  before: SectionValues | undefined,
  after: SectionValues | undefined,
): readonly ValueChange[] {
  return valueSections.flatMap((section) => {
    const old = before?.[section] ?? new Map<string, string>();
    const now = after?.[section] ?? new Map<string, string>();
    const names = [...new Set([...old.keys(), ...now.keys()])].toSorted();
    return names.map((name) => changeOf(section, name, [old.get(name), now.get(name)]));
  });
}

function changeOf(
  section: ValueSection,
  name: string,
  [before, after]: readonly [string | undefined, string | undefined],
): ValueChange {
  const kind =
    before === undefined
      ? "added"
      : after === undefined
        ? "removed"
        : before === after
          ? "same"
          : "changed";
  return {
    section,
    name,
    kind,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

/** Limits what crosses to the window: the number of values, those that differ first, and their lengths. */
export function limitChanges(changes: readonly ValueChange[]): ValueChanges {
  const isOver = changes.length > maxChanges;
  const kept = isOver
    ? [
        ...changes.filter(({ kind }) => kind !== "same"),
        ...changes.filter(({ kind }) => kind === "same"),
      ].slice(0, maxChanges)
    : changes;
  return {
    values: kept.map(({ name, before, after, ...change }) => ({
      ...change,
      name: cutText(name, maxLength.name),
      ...(before === undefined ? {} : { before: cutText(before, maxLength.value) }),
      ...(after === undefined ? {} : { after: cutText(after, maxLength.value) }),
    })),
    hidden: changes.length - kept.length,
  };
}

/** Cuts text off at a length, and says how much of it is missing. */
export function cutText(text: string, length: number = maxLength.value): string {
  return text.length <= length
    ? text
    : `${text.slice(0, length)}… (${text.length - length} more characters)`;
}
