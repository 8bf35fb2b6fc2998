import type { ReactNode } from "react";
import { classNames } from "./classNames.ts";
import styles from "./EmptyState.module.css";

interface EmptyStateProps {
  /** What the place is for, in one line. */
  readonly lead: string;
  /** What to do, and buttons for it. */
  readonly children?: ReactNode;
}

/** What a place says while there is nothing in it. */
export function EmptyState({ lead, children }: EmptyStateProps) {
  return (
    <div className={classNames(styles["empty"])}>
      <p className={classNames(styles["lead"])}>{lead}</p>
      {children}
    </div>
  );
}
