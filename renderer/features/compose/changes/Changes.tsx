import { useMemo } from "react";
import type { DraftTarget } from "../../../../shared/draft.ts";
import type { ResultContent, TargetState } from "../../../../shared/preview.ts";
import { Digest } from "../../../image/Digest.tsx";
import { mediaTypeName } from "../../../image/mediaTypeName.ts";
import { ReferenceText } from "../../../image/ReferenceText.tsx";
import { shortDigest } from "../../../image/shortDigest.ts";
import { classNames } from "../../../ui/classNames.ts";
import { countOf } from "../../../../shared/countOf.ts";
import { Spinner } from "../../../ui/Spinner.tsx";
import styles from "./Changes.module.css";
import {
  type AnnotationChange,
  nextContent,
  compareTarget,
  type Comparison,
  type EntryChange,
} from "./compareTarget.ts";
import { useCompose } from "../composeStore.ts";
import { useMissingCount, useShownContent } from "../result/useContent.ts";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";

/** The sign before a changed entry or annotation. */
const signs: Readonly<Record<EntryChange["kind"], string>> = {
  added: "+",
  changed: "~",
  removed: "−",
  same: "=",
};

function digestChange({ before, after }: EntryChange): string {
  if (before !== undefined && after !== undefined && before !== after) {
    return `${shortDigest(before)} → ${shortDigest(after)}`;
  }
  return shortDigest(after ?? before ?? "");
}

function EntryLine({ change }: { readonly change: EntryChange }) {
  return (
    <li className={classNames(styles["line"], styles[change.kind])}>
      <span className={classNames(styles["sign"])} role="img" aria-label={change.kind}>
        {signs[change.kind]}
      </span>
      <span className={classNames(styles["label"])}>{change.label}</span>
      <span
        className={classNames(styles["digests"])}
        title={[change.before, change.after].filter(Boolean).join(" → ")}
      >
        {digestChange(change)}
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
            <span className={classNames(styles["sign"])} role="img" aria-label={change.kind}>
              {signs[change.kind]}
            </span>
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

function Difference({ comparison }: { readonly comparison: Comparison }) {
  if (comparison.identical) {
    return <p className={classNames(styles["quiet"])}>Already up to date.</p>;
  }
  return (
    <>
      {comparison.mediaType !== undefined && (
        <p className={classNames(styles["quiet"])}>
          {mediaTypeName(comparison.mediaType.before)} → {mediaTypeName(comparison.mediaType.after)}
        </p>
      )}
      <ul aria-label="Entries that change">
        {comparison.entries.map((change) => (
          <EntryLine
            key={`${change.kind} ${change.label} ${change.before ?? ""} ${change.after ?? ""}`}
            change={change}
          />
        ))}
      </ul>
      {comparison.isReordered && (
        <p className={classNames(styles["quiet"])}>The order of the entries changes.</p>
      )}
      <ValueChanges title="Index annotations" noun="annotation" changes={comparison.annotations} />
      <ValueChanges title="Index fields" noun="field" changes={comparison.fields} />
    </>
  );
}

interface TagComparisonProps {
  readonly state: TargetState;
  readonly content: ResultContent;
}

/** The tag before and after a push, and the differences. */
function TagComparison({ state, content }: TagComparisonProps) {
  const comparison = useMemo(() => compareTarget(state, nextContent(content)), [state, content]);
  return (
    <>
      <dl className={classNames(styles["beforeAfter"])}>
        <dt>Current</dt>
        {state.kind === "exists" ? (
          <>
            <dd>
              <Digest digest={state.digest} of="the current tag" />
            </dd>
            <dd>{countOf(comparison.platformsBefore, "platform")}</dd>
          </>
        ) : (
          <>
            <dd>none</dd>
            <dd />
          </>
        )}
        <dt>After push</dt>
        <dd>
          <Digest digest={content.digest} of="the tag after the push" />
        </dd>
        <dd>{countOf(comparison.platformsAfter, "platform")}</dd>
      </dl>
      <Difference comparison={comparison} />
    </>
  );
}

function TargetChanges({ target }: { readonly target: DraftTarget }) {
  const status = useCompose((state) => state.targets[target.id]);
  const content = useShownContent();
  return (
    <article
      className={classNames(styles["target"])}
      aria-label={`Changes to ${escapeInvisible(target.text)}`}
    >
      <h3 className={classNames(styles["name"])}>
        <ReferenceText text={target.text} />
      </h3>
      {status?.kind === "failed" ? (
        <p className={classNames(styles["failed"])}>{escapeInvisible(status.error.message)}</p>
      ) : status?.kind !== "found" ? (
        <p className={classNames(styles["reading"])}>
          <Spinner /> Reading current tag…
        </p>
      ) : content === undefined ? (
        <p className={classNames(styles["quiet"])}>
          {status.state.kind === "exists"
            ? `Current: ${shortDigest(status.state.digest)}. No result to compare with yet.`
            : "New tag. No result to compare with yet."}
        </p>
      ) : (
        <TagComparison state={status.state} content={content} />
      )}
    </article>
  );
}

/** What a push would change under each target. */
export function Changes() {
  const targets = useCompose((state) => state.draft.targets);
  const missing = useMissingCount();
  if (targets.length === 0) {
    return (
      <p className={classNames(styles["empty"])}>
        Add a target below to see what a push would change.
      </p>
    );
  }
  return (
    <>
      {missing > 0 && (
        <p className={classNames(styles["incomplete"])}>
          Incomplete: without {countOf(missing, "source")}.
        </p>
      )}
      {targets.map((target) => (
        <TargetChanges key={target.id} target={target} />
      ))}
    </>
  );
}
