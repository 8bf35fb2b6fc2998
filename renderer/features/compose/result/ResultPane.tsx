import type { ResultRow } from "../../../../shared/preview.ts";
import { useNavigation } from "../../../navigation.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { countOf } from "../../../../shared/countOf.ts";
import { Note } from "../../../ui/Note.tsx";
import { Pane } from "../../../ui/Pane.tsx";
import { RequestFailure } from "../../registries/RequestFailure.tsx";
import { useCompose } from "../composeStore.ts";
import { LossReport } from "../losses/LossReport.tsx";
import { countFailedSources } from "../sources/countFailedSources.ts";
import { EntryDialogs } from "./EntryDialogs.tsx";
import { FindingNotes } from "./FindingNotes.tsx";
import { rowsOf, shownContent } from "./previewResult.ts";
import { ResultHeader } from "./ResultHeader.tsx";
import { ResultList } from "./ResultList.tsx";
import { ResultOptions } from "./ResultOptions.tsx";
import styles from "./ResultPane.module.css";
import { useShownContent } from "./useContent.ts";
import { useFindings } from "./useFindings.ts";

const noRows: readonly ResultRow[] = [];

/** Why there is no result, or why it is incomplete. */
function ResultProblems() {
  const result = useCompose((state) => state.preview?.result);
  const failure = useCompose((state) => state.previewFailure);
  const refresh = useCompose((state) => state.refresh);
  const failed = useCompose(countFailedSources);
  if (failure !== undefined) {
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
      {failed > 0 && (
        <FailedSources count={failed} isResultShown={shownContent(result) !== undefined} />
      )}
      {result?.kind === "failed" && <RequestFailure failure={result.error} />}
    </>
  );
}

interface FailedSourcesProps {
  readonly count: number;
  /** Whether the result of the other sources is shown. */
  readonly isResultShown: boolean;
}

/** A warning about failed sources, with a button that shows the first one. */
function FailedSources({ count, isResultShown }: FailedSourcesProps) {
  const them = count === 1 ? "it" : "them";
  const without = isResultShown ? ` The result is shown without ${them}.` : "";
  return (
    <Note
      look="warning"
      message={`${countOf(count, "source")} could not be read.${without} Fix or remove ${them} to push.`}
    >
      <Button small onPress={() => useNavigation.getState().requestFocus("failedSource")}>
        {count === 1 ? "Show it" : "Show the first"}
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
    <EmptyState lead="The resulting index appears here.">
      <p>Add images on the left. Nothing is pushed before you review it.</p>
    </EmptyState>
  );
}

/** The resulting index: its entries, losses and options. */
export function ResultPane() {
  const content = useShownContent();
  const hasSources = useCompose((state) => state.draft.sources.length > 0);
  const findings = useFindings((about) => about.kind === "draft");
  return (
    <Pane label="Result" head={<ResultHeader content={content} />}>
      <div className={classNames(styles["notes"])}>
        <ResultProblems />
        <FindingNotes findings={findings} />
      </div>
      <Entries />
      <EntryDialogs />
      {hasSources && <LossReport />}
      {hasSources && <ResultOptions />}
    </Pane>
  );
}
