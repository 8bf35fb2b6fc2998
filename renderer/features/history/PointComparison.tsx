import { useMemo } from "react";
import type { SideInput } from "../../../shared/comparedSide.ts";
import type { TagTimeline } from "../../../shared/journal.ts";
import type { TargetState } from "../../../shared/preview.ts";
import { shortDigest } from "../../image/shortDigest.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { openCompare } from "../compare/openCompare.ts";
import { pointSide } from "../compare/sides.ts";
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

/** The point of a timeline with the digest, as a side of a comparison. */
function sideOf(timeline: TagTimeline, digest: string): SideInput | undefined {
  const point = timeline.points.find((each) => each.digest === digest);
  return point && pointSide(timeline, { ...point, digest });
}

/** What the tag would gain and lose if it pointed to the content of a point. */
export function PointComparison() {
  const compared = useTimeline((state) => state.compared);
  const current = useTimeline((state) => state.current);
  const timeline = useTimeline((state) => state.timeline);
  if (compared === undefined) {
    return null;
  }
  const { digest, content } = compared;
  const side = timeline.kind === "read" ? sideOf(timeline.value, digest) : undefined;
  return (
    <section aria-label="Comparison" className={classNames(styles["comparison"])}>
      <div className={classNames(styles["comparisonHead"])}>
        <h3>From the current content to {shortDigest(digest)}</h3>
        {side !== undefined && timeline.kind === "read" && (
          <Button
            look="quiet"
            small
            onPress={() => openCompare({ kind: "reference", text: timeline.value.name }, side)}
          >
            Open in Compare
          </Button>
        )}
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
