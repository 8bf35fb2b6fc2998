import { classNames } from "../ui/classNames.ts";
import { CopyButton } from "../ui/CopyButton.tsx";
import { breakCommand } from "./breakCommand.ts";
import styles from "./CommandText.module.css";
import { escapeInvisible } from "../ui/escapeInvisible.ts";

/** A command line on several lines, with a button that copies it. */
export function CommandText({ command }: { readonly command: string }) {
  return (
    <div className={classNames(styles["command"])}>
      <pre className={classNames(styles["text"])}>{escapeInvisible(breakCommand(command))}</pre>
      <CopyButton text={command} label="Copy command" />
    </div>
  );
}
