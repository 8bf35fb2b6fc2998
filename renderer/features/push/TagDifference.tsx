import { useMemo } from "react";
import type { Plan } from "../../../shared/plan.ts";
import { classNames } from "../../ui/classNames.ts";
import { compareContents } from "../compose/changes/compareTarget.ts";
import { Difference } from "../compose/changes/Difference.tsx";
import styles from "./PlanView.module.css";

interface TagDifferenceProps {
  readonly plan: Plan;
  /** The current digest of the tags, or null for new tags. */
  readonly before: string | null;
}

/** What the push changes under tags that have one digest now; nothing if their content could not be read. */
export function TagDifference({ plan: { root, contents }, before }: TagDifferenceProps) {
  const comparison = useMemo(() => {
    const find = (digest: string) => contents?.find((content) => content.digest === digest);
    const current = before === null ? undefined : find(before);
    const next = find(root.digest);
    return next === undefined || (before !== null && current === undefined)
      ? undefined
      : compareContents(current, next);
  }, [contents, before, root.digest]);
  return comparison === undefined ? null : (
    <div className={classNames(styles["difference"])}>
      <Difference comparison={comparison} />
    </div>
  );
}
