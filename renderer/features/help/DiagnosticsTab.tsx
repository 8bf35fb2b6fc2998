import { useEffect, useState } from "react";
import type { Result } from "../../../shared/errors.ts";
import type { DiagnosticsReport } from "../../../shared/ipc/contract.ts";
import { api } from "../../api.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Spinner } from "../../ui/Spinner.tsx";
import { useSettings } from "../settings/settingsStore.ts";
import styles from "./HelpDialogs.module.css";

/** The folders of the app, and the exact text that Copy Diagnostics copies. */
export function DiagnosticsTab() {
  const [report, setReport] = useState<Result<DiagnosticsReport>>();
  useEffect(() => {
    let isShown = true;
    void api.invoke("diagnostics:read", {}).then((result) => isShown && setReport(result));
    return () => {
      isShown = false;
    };
  }, []);
  if (report === undefined) {
    return <Spinner />;
  }
  if (!report.ok) {
    return <FailureNote failure={report.error} />;
  }
  const { folders, text } = report.value;
  return (
    <div className={classNames(styles["page"])}>
      <dl className={classNames(styles["versions"])} data-selectable>
        {Object.entries(folders).map(([name, path]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{escapeInvisible(path)}</dd>
          </div>
        ))}
      </dl>
      <Button small onPress={() => void useSettings.getState().openLogFolder()}>
        Open log folder
      </Button>
      <p className={classNames(styles["license"])}>
        This is what Copy diagnostics copies, to attach to an issue. It has no credentials. Names of
        repositories, and of registries that are not public, are replaced by numbers.
      </p>
      {/* Focusable, so that the keyboard can scroll it. */}
      <pre
        className={classNames(styles["report"])}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- WCAG 2.1.1
        tabIndex={0}
        role="region"
        aria-label="Diagnostics"
        data-selectable
      >
        {escapeInvisible(text)}
      </pre>
    </div>
  );
}
