import type { ReactNode } from "react";
import { classNames } from "./classNames.ts";
import styles from "./ViewMessage.module.css";

interface ViewMessageProps {
  /** Whether it shows the progress of a read, which may be over at once. */
  readonly isWaiting?: boolean;
  readonly children: ReactNode;
}

/** What a view shows in place of its content: a wait, a failure, or what to do next. */
export function ViewMessage({ isWaiting = false, children }: ViewMessageProps) {
  return (
    <div className={classNames(styles["message"], isWaiting && styles["waiting"])}>{children}</div>
  );
}
