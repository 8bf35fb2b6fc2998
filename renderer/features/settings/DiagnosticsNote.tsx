import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { Note } from "../../ui/Note.tsx";
import { useSettings } from "./settingsStore.ts";
import styles from "./StorageProblems.module.css";

/** Confirms, above all views, that diagnostics were copied. Always mounted: a new live region is not announced. */
export function DiagnosticsNote() {
  const hasCopied = useSettings((state) => state.hasCopiedDiagnostics);
  return (
    <div className={classNames(styles["problems"])} role="status">
      {hasCopied && (
        <Note
          look="note"
          message="Diagnostics copied to the clipboard: versions, folders, settings and the end of the log. Secrets and private names are removed."
        >
          <Button small onPress={useSettings.getState().dismissDiagnostics}>
            Dismiss
          </Button>
        </Note>
      )}
    </div>
  );
}
