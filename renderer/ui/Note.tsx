import { Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./classNames.ts";
import styles from "./Note.module.css";
import { escapeInvisible } from "./escapeInvisible.ts";

interface NoteProps {
  readonly look: "warning" | "note";
  readonly message: string;
  /** The id of the message, by which its buttons are described. */
  readonly id?: string;
  readonly children?: ReactNode;
}

/** A note or warning, with buttons to fix it as children. */
export function Note({ look, message, id, children }: NoteProps) {
  const Sign = look === "warning" ? TriangleAlert : Info;
  return (
    <div className={classNames(styles["note"], styles[look])} role="note">
      <Sign size={14} aria-hidden className={classNames(styles["sign"])} />
      <div className={classNames(styles["wrap"])}>
        <p id={id} className={classNames(styles["message"])} data-selectable>
          {escapeInvisible(message)}
        </p>
        {children}
      </div>
    </div>
  );
}
