import { useMemo } from "react";
import type { DraftTarget } from "../../../../shared/draft.ts";
import type { ResultContent, TargetState } from "../../../../shared/preview.ts";
import { Digest } from "../../../image/Digest.tsx";
import { ReferenceText } from "../../../image/ReferenceText.tsx";
import { shortDigest } from "../../../image/shortDigest.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { countOf } from "../../../../shared/countOf.ts";
import { Spinner } from "../../../ui/Spinner.tsx";
import styles from "./Changes.module.css";
import { compareTarget, nextContent } from "./compareTarget.ts";
import { Difference } from "./Difference.tsx";
import { openCompare } from "../../compare/openCompare.ts";
import { useCompose } from "../composeStore.ts";
import { useMissingCount, useShownContent } from "../result/useContent.ts";
import { escapeInvisible } from "../../../ui/escapeInvisible.ts";

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
      <div className={classNames(styles["head"])}>
        <h3 className={classNames(styles["name"])}>
          <ReferenceText text={target.text} keeps="tag" />
        </h3>
        {status?.kind === "found" && status.state.kind === "exists" && content !== undefined && (
          <Button
            look="quiet"
            small
            aria-label={`Compare ${target.text} with the result`}
            onPress={() => openCompare({ kind: "reference", text: target.text }, { kind: "draft" })}
          >
            Compare
          </Button>
        )}
      </div>
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
