import { classNames } from "../ui/classNames.ts";
import { CopyButton } from "../ui/CopyButton.tsx";
import { breakCommand } from "./breakCommand.ts";
import styles from "./CommandText.module.css";
import { visibleText } from "../ui/escapeInvisible.ts";

/** A command line, to read and to copy. */
export function CommandText({ command }: { readonly command: string }) {
  return (
    <div className={classNames(styles["command"])}>
      <pre className={classNames(styles["text"])}>{visibleText(breakCommand(command))}</pre>
      <CopyButton text={command} label="Copy command" />
    </div>
  );
}
