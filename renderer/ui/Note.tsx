import { Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./classNames.ts";
import styles from "./Note.module.css";
import { escapeInvisible } from "./escapeInvisible.ts";

interface NoteProps {
  readonly look: "warning" | "note";
  readonly message: string;
  /** What the message is about, on a line of its own; nothing is shown if it renders nothing. */
  readonly about?: ReactNode;
  /** The id of the message, by which its buttons are described. */
  readonly id?: string;
  readonly children?: ReactNode;
}

/** With more characters, the buttons are below the message, which has the whole width. */
const maxBesideButtons = 160;

/** A note or warning, with buttons to fix it as children. */
export function Note({ look, message, about, id, children }: NoteProps) {
  const Sign = look === "warning" ? TriangleAlert : Info;
  return (
    <div className={classNames(styles["note"], styles[look])} role="note">
      <Sign size={14} aria-hidden className={classNames(styles["sign"])} />
      <div className={classNames(styles["wrap"])}>
        <p
          id={id}
          className={classNames(
            styles["message"],
            message.length > maxBesideButtons && styles["long"],
          )}
          data-selectable
        >
          {about !== undefined && <strong className={classNames(styles["about"])}>{about}</strong>}
          {escapeInvisible(message)}
        </p>
        <div className={classNames(styles["buttons"])}>{children}</div>
      </div>
    </div>
  );
}
