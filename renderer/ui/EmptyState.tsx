import type { ReactNode } from "react";
import { classNames } from "./classNames.ts";
import styles from "./EmptyState.module.css";

interface EmptyStateProps {
  /** The purpose of the view, on one line. */
  readonly lead: ReactNode;
  /** Instructions and buttons. */
  readonly children?: ReactNode;
}

/** The content of a list or view that is empty. */
export function EmptyState({ lead, children }: EmptyStateProps) {
  return (
    <div className={classNames(styles["empty"])}>
      <div className={classNames(styles["lead"])}>{lead}</div>
      {children}
    </div>
  );
}
