import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { AuthAttempt, Failure } from "../../shared/errors.ts";
import { classNames } from "./classNames.ts";
import { escapeInvisible } from "./escapeInvisible.ts";
import styles from "./Note.module.css";

/** The account and scopes of a request that a registry refused. */
function AuthLine({ auth }: { readonly auth: AuthAttempt }) {
  const { host, source, account, scopes } = auth;
  const login =
    source === undefined ? "anonymously" : `as ${account ?? "unnamed account"}, from ${source}`;
  return (
    <p className={classNames(styles["hint"])}>
      Accessed {escapeInvisible(host)} {escapeInvisible(login)}
      {scopes.length > 0 && (
        <>
          , for{" "}
          <code className={classNames(styles["scopes"])}>{escapeInvisible(scopes.join(" "))}</code>
        </>
      )}
      .
    </p>
  );
}

interface FailureNoteProps {
  readonly failure: Failure;
  /** Whether it belongs to a row of a list, which shows the reference: the message leaves it out, and is cut to one line. */
  readonly isInRow?: boolean;
  /** Buttons for what to do next. */
  readonly children?: ReactNode;
}

/** The message without the reference at its start: the list shows it, and the line would show nothing else. */
function withoutReference(message: string): string {
  const rest = message.replace(/^(?:"\S+" is not a source|\S*\/\S*): (?=\S)/, "");
  return rest === message ? message : rest.charAt(0).toUpperCase() + rest.slice(1);
}

/** What is folded of a failure: its hint, the login that was used, and the registry's own words. */
export function FailureDetails({
  failure,
  isInRow = false,
}: Pick<FailureNoteProps, "failure" | "isInRow">) {
  const { message, hint, auth, detail } = failure;
  if (!isInRow && (hint ?? auth ?? detail) === undefined) {
    return null;
  }
  return (
    <details className={classNames(styles["detail"])}>
      <summary>Details</summary>
      {/* The line above may be cut off. */}
      {isInRow && <p className={classNames(styles["message"])}>{escapeInvisible(message)}</p>}
      {hint !== undefined && <p className={classNames(styles["hint"])}>{escapeInvisible(hint)}</p>}
      {auth !== undefined && <AuthLine auth={auth} />}
      {detail !== undefined && <pre>{escapeInvisible(detail)}</pre>}
    </details>
  );
}

/** A failure: its message, then everything else folded as details, beside the buttons. */
export function FailureNote({ failure, isInRow = false, children }: FailureNoteProps) {
  const message = escapeInvisible(failure.message);
  return (
    <div className={classNames(styles["note"], styles["bad"])} role="alert">
      <CircleAlert size={14} aria-hidden className={classNames(styles["sign"])} />
      <div className={classNames(styles["words"])} data-selectable>
        <p
          className={classNames(styles["message"], isInRow && styles["line"])}
          {...(isInRow && { title: message })}
        >
          {isInRow ? withoutReference(message) : message}
        </p>
        <div className={classNames(styles["foot"])}>
          <FailureDetails failure={failure} isInRow={isInRow} />
          {children}
        </div>
      </div>
    </div>
  );
}
