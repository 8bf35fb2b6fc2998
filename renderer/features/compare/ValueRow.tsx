import type { ChangeKind, ValueChange, ValueSection } from "../../../shared/comparison.ts";
import { ChangeSign } from "../../ui/ChangeSign.tsx";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import type { FilteredItem } from "./FilteredList.tsx";
import styles from "./Rows.module.css";

/** The headings of the sections. */
export const sectionTitles: Readonly<Record<ValueSection, string>> = {
  manifest: "Manifest",
  statement: "Statement",
  annotation: "Annotations",
  platform: "Platform",
  config: "Config",
  env: "Environment",
  label: "Labels",
  history: "Build steps",
};

/** The filter that shows what differs. */
export const differing = {
  value: "changed",
  label: "Changed",
  kinds: ["added", "removed", "changed"],
} as const;

/** A value with its place in the list. */
export interface ValueItem extends FilteredItem {
  readonly change: ValueChange;
}

/** The rows of value changes. @param noun what `same` means for a section that is only on one side */
export function valueItems(changes: readonly ValueChange[]): readonly ValueItem[] {
  return changes.map((change, at) => ({
    id: `${at}`,
    kind: change.kind,
    section: sectionTitles[change.section],
    text: describeValue(change),
    change,
  }));
}

function describeValue({ kind, name, before, after }: ValueChange): string {
  const values =
    kind === "changed"
      ? `from ${before ?? ""} to ${after ?? ""}`
      : ((kind === "removed" ? before : after) ?? "");
  return `${name}, ${kind}, ${values}`;
}

/** A value, cut off after some lines; hover shows all of it. */
export function ValueText({ text }: { readonly text: string }) {
  return (
    <span className={classNames(styles["value"])} title={escapeInvisible(text)} data-selectable>
      {text === "" ? <i>empty</i> : <UntrustedText text={text} />}
    </span>
  );
}

interface BeforeAfterProps {
  readonly kind: ChangeKind;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** The old value above the new one; one value if they are equal. */
export function BeforeAfter({ kind, before, after }: BeforeAfterProps) {
  return (
    <span className={classNames(styles["values"])}>
      {before !== undefined && kind !== "same" && (
        <span className={classNames(styles["before"])}>
          <ValueText text={before} />
        </span>
      )}
      {after !== undefined && (
        <span className={classNames(kind !== "same" && styles["after"])}>
          <ValueText text={after} />
        </span>
      )}
    </span>
  );
}

/** A value on both sides: its name, and the values. */
export function ValueRow({ item: { change } }: { readonly item: ValueItem }) {
  const { kind, name, before, after } = change;
  return (
    <div className={classNames(styles["row"])}>
      <ChangeSign kind={kind} />
      <span className={classNames(styles["name"])} title={escapeInvisible(name)}>
        <UntrustedText text={name} />
      </span>
      <BeforeAfter kind={kind} before={before} after={after} />
    </div>
  );
}
