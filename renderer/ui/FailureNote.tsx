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
  /** Whether it is one line, with everything but the message and the buttons folded as details. */
  readonly isCompact?: boolean;
  /** Buttons for what to do next. */
  readonly children?: ReactNode;
}

function Hint({ failure }: { readonly failure: Failure }) {
  return (
    <>
      {failure.hint !== undefined && (
        <p className={classNames(styles["hint"])}>{escapeInvisible(failure.hint)}</p>
      )}
      {failure.auth !== undefined && <AuthLine auth={failure.auth} />}
    </>
  );
}

/** The message without the reference at its start: the list shows it, and the line would show nothing else. */
function withoutReference(message: string): string {
  const rest = message.replace(/^(?:"\S+" is not a source|\S*\/\S*): (?=\S)/, "");
  return rest === message ? message : rest.charAt(0).toUpperCase() + rest.slice(1);
}

/** One line, its details and its buttons. */
function CompactWords({ failure, children }: Omit<FailureNoteProps, "isCompact">) {
  const message = escapeInvisible(failure.message);
  return (
    <div className={classNames(styles["words"])} data-selectable>
      <p className={classNames(styles["message"], styles["line"])} title={message}>
        {withoutReference(message)}
      </p>
      <div className={classNames(styles["foot"])}>
        <details className={classNames(styles["detail"])}>
          <summary>Details</summary>
          {/* The line above may be cut off. */}
          <p className={classNames(styles["message"])}>{message}</p>
          <Hint failure={failure} />
          {failure.detail !== undefined && <pre>{escapeInvisible(failure.detail)}</pre>}
        </details>
        {children}
      </div>
    </div>
  );
}

/** A failure: its message, its hint, the login that was used, and the registry's own words folded as details. */
export function FailureNote({ failure, isCompact = false, children }: FailureNoteProps) {
  return (
    <div className={classNames(styles["note"], styles["bad"])} role="alert">
      <CircleAlert size={14} aria-hidden className={classNames(styles["sign"])} />
      {isCompact ? (
        <CompactWords failure={failure}>{children}</CompactWords>
      ) : (
        <div className={classNames(styles["words"])} data-selectable>
          <p className={classNames(styles["message"])}>{escapeInvisible(failure.message)}</p>
          <Hint failure={failure} />
          {failure.detail !== undefined && (
            <details className={classNames(styles["detail"])}>
              <summary>Details</summary>
              <pre>{escapeInvisible(failure.detail)}</pre>
            </details>
          )}
          {children !== undefined && (
            <div className={classNames(styles["actions"])}>{children}</div>
          )}
        </div>
      )}
    </div>
  );
}
