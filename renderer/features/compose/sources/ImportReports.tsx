import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { countOf } from "../../../../shared/countOf.ts";
import { Note } from "../../../ui/Note.tsx";
import { UntrustedText } from "../../../ui/UntrustedText.tsx";
import { useCompose } from "../composeStore.ts";
import styles from "./SourcesPane.module.css";
import type { ImportReport } from "./filesSlice.ts";

function Report({ report }: { readonly report: ImportReport }) {
  const dismiss = useCompose((state) => state.dismissImportReport);
  const { id, message, problems, moreProblems } = report;
  const count = countOf(problems.length + moreProblems, "line");
  return (
    <Note look="warning" message={message}>
      <Button small onPress={() => dismiss(id)}>
        Dismiss
      </Button>
      <details className={classNames(styles["problems"])}>
        <summary>{count} not understood</summary>
        <ul>
          {problems.map(({ line, reason }) => (
            <li key={`${line} ${reason}`}>
              Line {line}: <UntrustedText text={reason} />
            </li>
          ))}
          {moreProblems > 0 && <li>and {moreProblems} more</li>}
        </ul>
      </details>
    </Note>
  );
}

/** What was added from files and pasted texts that were understood only in part. */
export function ImportReports() {
  const reports = useCompose((state) => state.importReports);
  return (
    <div role="status">
      {reports.map((report) => (
        <div key={report.id} className={classNames(styles["failure"])}>
          <Report report={report} />
        </div>
      ))}
    </div>
  );
}
