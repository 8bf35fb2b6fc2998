import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Failure } from "../../shared/errors.ts";
import { classNames } from "./classNames.ts";
import { TrailLine } from "./TrailLine.tsx";
import styles from "./Note.module.css";
import { visibleText } from "./escapeInvisible.ts";

interface FailureNoteProps {
  readonly failure: Failure;
  /** Buttons with what can be done next. */
  readonly children?: ReactNode;
}

/** What happened, what to do next, and for those who look closer the registry's own words. */
export function FailureNote({ failure, children }: FailureNoteProps) {
  return (
    <div className={classNames(styles["note"], styles["bad"])} role="alert">
      <CircleAlert size={14} aria-hidden className={classNames(styles["sign"])} />
      <div className={classNames(styles["words"])} data-selectable>
        <p className={classNames(styles["message"])}>{visibleText(failure.message)}</p>
        {failure.hint !== undefined && (
          <p className={classNames(styles["hint"])}>{visibleText(failure.hint)}</p>
        )}
        {failure.auth !== undefined && <TrailLine trail={failure.auth} />}
        {failure.detail !== undefined && (
          <details className={classNames(styles["detail"])}>
            <summary>Details</summary>
            <pre>{visibleText(failure.detail)}</pre>
          </details>
        )}
        {children !== undefined && <div className={classNames(styles["actions"])}>{children}</div>}
      </div>
    </div>
  );
}
