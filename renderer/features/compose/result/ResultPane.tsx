import type { ResultRow } from "../../../../shared/preview.ts";
import { useNavigation } from "../../../navigation.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { countOf } from "../../../ui/format.ts";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { Note } from "../../../ui/Note.tsx";
import { Pane } from "../../../ui/Pane.tsx";
import { RequestFailure } from "../../registries/RequestFailure.tsx";
import { ResultOptions } from "./ResultOptions.tsx";
import { FindingNote } from "./FindingNote.tsx";
import { LossReport } from "../losses/LossReport.tsx";
import { countFailedSources } from "../sources/countFailedSources.ts";
import { ResultHeader } from "./ResultHeader.tsx";
import { ResultList } from "./ResultList.tsx";
import styles from "./ResultPane.module.css";
import { rowsOf, shownContent } from "./previewResult.ts";
import { useCompose } from "../composeStore.ts";
import { useShownContent } from "./useContent.ts";
import { useFindings } from "./useFindings.ts";

const noRows: readonly ResultRow[] = [];

/** Why there is nothing to show, or what stands in the way. */
function ResultTrouble() {
  const result = useCompose((state) => state.preview?.result);
  const failure = useCompose((state) => state.previewFailure);
  const refresh = useCompose((state) => state.refresh);
  const failed = useCompose(countFailedSources);
  if (failure !== null) {
    return (
      <RequestFailure failure={failure}>
        <Button small onPress={refresh}>
          Try again
        </Button>
      </RequestFailure>
    );
  }
  return (
    <>
      {failed > 0 && <FailedSources failed={failed} shown={shownContent(result) !== undefined} />}
      {result?.kind === "failed" && <RequestFailure failure={result.error} />}
    </>
  );
}

interface FailedSourcesProps {
  readonly failed: number;
  /** Whether what the other sources give is shown. */
  readonly shown: boolean;
}

/** That sources failed, what is shown nevertheless, and the way to the first of them. */
function FailedSources({ failed, shown }: FailedSourcesProps) {
  const them = failed === 1 ? "it" : "them";
  const without = shown ? ` The result is shown without ${them}.` : "";
  return (
    <Note
      look="warning"
      message={`${countOf(failed, "source")} could not be read.${without} Fix or remove ${them} to push.`}
    >
      <Button small onPress={() => useNavigation.getState().askFocus("failedSource")}>
        {failed === 1 ? "Show it" : "Show the first"}
      </Button>
    </Note>
  );
}

function Entries() {
  const result = useCompose((state) => state.preview?.result);
  const hasSources = useCompose((state) => state.draft.sources.length > 0);
  const rows = result === undefined ? noRows : rowsOf(result);
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
  const content = useShownContent();
  const hasSources = useCompose((state) => state.draft.sources.length > 0);
  const findings = useFindings((about) => about.kind === "draft");
  return (
    <Pane label="Result" head={<ResultHeader content={content} />}>
      <div className={classNames(styles["notes"])}>
        <ResultTrouble />
        {findings.map((finding) => (
          <FindingNote key={finding.code + finding.message} finding={finding} />
        ))}
      </div>
      <Entries />
      {hasSources && <LossReport />}
      {hasSources && <ResultOptions />}
    </Pane>
  );
}
