import { useState } from "react";
import { Digest } from "../../../image/Digest.tsx";
import { EntryName } from "../../../image/EntryName.tsx";
import { mediaTypeName } from "../../../image/mediaTypeName.ts";
import { Button } from "../../../ui/Button.tsx";
import { ChangeSign } from "../../../ui/ChangeSign.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";
import { countOf } from "../../../../shared/countOf.ts";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import type { AnnotationChange, Comparison, EntryChange } from "./compareTarget.ts";
import styles from "./Difference.module.css";

/** With more unchanged entries than this, they are shown on request. */
const maxUnchanged = 12;

function DigestChange({ change: { label, before, after } }: { readonly change: EntryChange }) {
  if (before !== undefined && after !== undefined && before !== after) {
    return (
      <>
        <Digest digest={before} of={`${label} before`} /> →{" "}
        <Digest digest={after} of={`${label} after`} />
      </>
    );
  }
  return <Digest digest={after ?? before ?? ""} of={label} />;
}

function EntryLine({ change }: { readonly change: EntryChange }) {
  return (
    <li className={classNames(styles["line"], styles[change.kind])}>
      <ChangeSign kind={change.kind} />
      <span className={classNames(styles["label"])} title={escapeInvisible(change.label)}>
        <EntryName label={escapeInvisible(change.label)} />
      </span>
      <span className={classNames(styles["digests"])}>
        <DigestChange change={change} />
      </span>
      {change.notes.length > 0 && (
        <span className={classNames(styles["note"])}>
          {escapeInvisible(change.notes.join(", "))}
        </span>
      )}
    </li>
  );
}

function describeAnnotationChange(change: AnnotationChange): string {
  switch (change.kind) {
    case "added":
      return `${change.key} = ${change.after ?? ""}`;
    case "changed":
      return `${change.key}: ${change.before ?? ""} → ${change.after ?? ""}`;
    case "removed":
      return `${change.key} = ${change.before ?? ""}`;
  }
}

interface ValueChangesProps {
  readonly title: string;
  /** What a removed value is. */
  readonly noun: string;
  readonly changes: readonly AnnotationChange[];
}

/** Changes of annotations or fields of the index. */
function ValueChanges({ title, noun, changes }: ValueChangesProps) {
  const dropped = changes.filter(({ kind }) => kind === "removed").length;
  if (changes.length === 0) {
    return null;
  }
  return (
    <>
      <p className={classNames(styles["group"])}>
        {title}
        {dropped > 0 && (
          <span className={classNames(styles["drops"])}>drops {countOf(dropped, noun)}</span>
        )}
      </p>
      <ul>
        {changes.map((change) => (
          <li key={change.key} className={classNames(styles["line"], styles[change.kind])}>
            <ChangeSign kind={change.kind} />
            <span
              className={classNames(styles["annotation"])}
              title={escapeInvisible(describeAnnotationChange(change))}
            >
              <UntrustedText text={describeAnnotationChange(change)} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What differs between two contents of a tag: media type, entries, their order, index annotations. */
export function Difference({ comparison }: { readonly comparison: Comparison }) {
  const [showsAll, setShowsAll] = useState(false);
  if (comparison.identical) {
    return <p className={classNames(styles["quiet"])}>Already up to date.</p>;
  }
  const unchanged = comparison.entries.filter(({ kind }) => kind === "same").length;
  const hidesUnchanged = !showsAll && unchanged > maxUnchanged;
  const entries = hidesUnchanged
    ? comparison.entries.filter(({ kind }) => kind !== "same")
    : comparison.entries;
  return (
    <div>
      {comparison.mediaType !== undefined && (
        <p className={classNames(styles["quiet"])}>
          {mediaTypeName(comparison.mediaType.before)} → {mediaTypeName(comparison.mediaType.after)}
        </p>
      )}
      <ul aria-label="Entries that change">
        {entries.map((change) => (
          <EntryLine
            key={`${change.kind} ${change.label} ${change.before ?? ""} ${change.after ?? ""}`}
            change={change}
          />
        ))}
      </ul>
      {hidesUnchanged && (
        <Button look="quiet" small onPress={() => setShowsAll(true)}>
          Show {unchanged} unchanged entries
        </Button>
      )}
      {comparison.isReordered && (
        <p className={classNames(styles["quiet"])}>The order of the entries changes.</p>
      )}
      <ValueChanges title="Index annotations" noun="annotation" changes={comparison.annotations} />
      <ValueChanges title="Index fields" noun="field" changes={comparison.fields} />
    </div>
  );
}
