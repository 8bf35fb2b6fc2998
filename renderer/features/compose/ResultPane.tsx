import type { ResultRow } from "../../../shared/preview.ts";
import { useNavigation } from "../../navigation.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { countOf } from "../../ui/countOf.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Note } from "../../ui/Note.tsx";
import { Pane } from "../../ui/Pane.tsx";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import { AdjustPanel } from "./AdjustPanel.tsx";
import { FindingNote } from "./FindingNote.tsx";
import { LossReport } from "./LossReport.tsx";
import { countFailed } from "./countFailed.ts";
import { ResultHead } from "./ResultHead.tsx";
import { ResultList } from "./ResultList.tsx";
import styles from "./ResultPane.module.css";
import { useCompose } from "./store.ts";
import { useContent } from "./useContent.ts";
import { useFindings } from "./useFindings.ts";

const noRows: readonly ResultRow[] = [];

/** Why there is nothing to show, or what stands in the way. */
function ResultTrouble() {
  const result = useCompose((state) => state.preview?.result);
  const failure = useCompose((state) => state.previewFailure);
  const refresh = useCompose((state) => state.refresh);
  const seen = useCompose(countFailed);
  if (failure !== null) {
    return (
      <RequestFailure failure={failure}>
        <Button small onPress={refresh}>
          Try again
        </Button>
      </RequestFailure>
    );
  }
  if (result?.kind === "failed") {
    return <RequestFailure failure={result.error} />;
  }
  if (result?.kind === "waiting") {
    // What was asked for since counts too.
    const failed = Math.max(seen, result.failed.length);
    return (
      <Note
        look="warning"
        message={`${countOf(failed, "source")} could not be read. Mend or remove ${
          failed === 1 ? "it" : "them"
        } to see the result.`}
      >
        <Button small onPress={() => useNavigation.getState().askFocus("failedSource")}>
          {failed === 1 ? "Show it" : "Show the first"}
        </Button>
      </Note>
    );
  }
  return null;
}

function Entries() {
  const result = useCompose((state) => state.preview?.result);
  const hasSources = useCompose((state) => state.draft.sources.length > 0);
  const rows =
    result?.kind === "ready"
      ? result.content.rows
      : result?.kind === "failed"
        ? result.rows
        : noRows;
  if (rows.length > 0 && hasSources) {
    return <ResultList rows={rows} />;
  }
  return hasSources ? (
    <div className={classNames(styles["nothing"])} />
  ) : (
    <EmptyState lead="Sources make an index.">
      <p>Add images on the left. What they come to is shown here, before anything is pushed.</p>
    </EmptyState>
  );
}

/** What comes out: the index to be, entry by entry, and what can be changed about it. */
export function ResultPane() {
  const content = useContent();
  const hasSources = useCompose((state) => state.draft.sources.length > 0);
  const findings = useFindings((about) => about.kind === "draft");
  return (
    <Pane label="Result" head={<ResultHead content={content} />}>
      <div className={classNames(styles["notes"])}>
        <ResultTrouble />
        {findings.map((finding) => (
          <FindingNote key={finding.code + finding.message} finding={finding} />
        ))}
      </div>
      <Entries />
      {hasSources && <LossReport />}
      {hasSources && <AdjustPanel />}
    </Pane>
  );
}
