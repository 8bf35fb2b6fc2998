import { useMemo } from "react";
import type { TargetState } from "../../../shared/preview.ts";
import { shortDigest } from "../../image/shortDigest.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { Difference } from "../compose/changes/Difference.tsx";
import { compareTarget } from "../compose/changes/compareTarget.ts";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import styles from "./HistoryPage.module.css";
import { useTimeline } from "./timelineStore.ts";

interface CompareProps {
  readonly current: TargetState;
  readonly content: TargetState;
}

function Compared({ current, content }: CompareProps) {
  const comparison = useMemo(
    () => (content.kind === "exists" ? compareTarget(current, content) : undefined),
    [current, content],
  );
  return comparison === undefined ? (
    <p>The registry no longer has this content. The journal may still restore it.</p>
  ) : (
    <Difference comparison={comparison} />
  );
}

/** What the tag would gain and lose if it pointed to the content of a point. */
export function PointComparison() {
  const compared = useTimeline((state) => state.compared);
  const current = useTimeline((state) => state.current);
  if (compared === undefined) {
    return null;
  }
  const { digest, content } = compared;
  return (
    <section aria-label="Comparison" className={classNames(styles["comparison"])}>
      <div className={classNames(styles["comparisonHead"])}>
        <h3>From the current content to {shortDigest(digest)}</h3>
        <Button look="quiet" small onPress={useTimeline.getState().endComparison}>
          Close
        </Button>
      </div>
      {content.kind === "failed" ? (
        <RequestFailure failure={content.failure} />
      ) : content.kind === "reading" || current.kind !== "read" ? (
        <ProgressLine label="Reading the content…" done={0} total={0} />
      ) : (
        <Compared current={current.value} content={content.value} />
      )}
    </section>
  );
}
