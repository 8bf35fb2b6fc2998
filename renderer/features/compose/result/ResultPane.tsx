import { useDeferredValue } from "react";
import { Panel } from "react-resizable-panels";
import type { ReplacedRow, ResultRow } from "../../../../shared/preview.ts";
import { useNavigation } from "../../../navigation.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { countOf } from "../../../../shared/countOf.ts";
import { StepTitle } from "../../../ui/StepTitle.tsx";
import { Note } from "../../../ui/Note.tsx";
import { Pane } from "../../../ui/Pane.tsx";
import { SplitPanes, Splitter } from "../../../ui/SplitPanes.tsx";
import { useViewState } from "../../../viewState.ts";
import { RequestFailure } from "../../registries/RequestFailure.tsx";
import { useCompose } from "../composeStore.ts";
import { countFailedSources } from "../sources/countFailedSources.ts";
import { EntryDialogs } from "./EntryDialogs.tsx";
import { FindingNotes } from "./FindingNotes.tsx";
import { rowsOf, shownContent } from "./previewResult.ts";
import { ResultDetails } from "./ResultDetails.tsx";
import { ResultHeader } from "./ResultHeader.tsx";
import { ResultList } from "./ResultList.tsx";
import styles from "./ResultPane.module.css";
import { useShownContent } from "./useContent.ts";
import { useFindings } from "./useFindings.ts";

/** In pixels. */
const minEntriesHeight = 110;
const minDetailsHeight = 110;
/** The height of the tabs of the details, in pixels. */
const foldedHeight = 33;

const noRows: readonly ResultRow[] = [];
const noReplaced: readonly ReplacedRow[] = [];

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
  // The other panes show a result first: rendering all in one step takes longer than a frame.
  const result = useDeferredValue(useCompose((state) => state.preview?.result));
  const hasSources = useCompose((state) => state.draft.sources.length > 0);
  const rows = result === undefined ? noRows : rowsOf(result);
  if (rows.length > 0 && hasSources) {
    return <ResultList rows={rows} replaced={shownContent(result)?.replaced ?? noReplaced} />;
  }
  return hasSources ? (
    <div className={classNames(styles["nothing"])} />
  ) : (
    <EmptyState lead={<StepTitle step={2} title="Check the result" />}>
      <p>The resulting index appears here. Nothing is pushed before you review it.</p>
    </EmptyState>
  );
}

/** Problems, and the entries below them. */
function ResultContent() {
  const findings = useFindings("draft");
  return (
    <>
      <div className={classNames(styles["notes"])}>
        <ResultProblems />
        <FindingNotes findings={findings} />
      </div>
      <Entries />
      <EntryDialogs />
    </>
  );
}

/** The resulting index: its entries, and its annotations, options and losses below, which fold to their tabs. */
export function ResultPane() {
  const content = useShownContent();
  const hasDetails = useDeferredValue(
    useCompose(({ draft }) => draft.sources.length > 0 || draft.annotations.length > 0),
  );
  const sizes = useViewState((state) => state.remembered.resultPanes);
  const isFolded = useViewState((state) => state.remembered.areDetailsFolded === true);
  const { remember } = useViewState.getState();
  return (
    <Pane label="Result" head={<ResultHeader content={content} />}>
      <SplitPanes
        direction="column"
        sizes={sizes}
        onChange={(resultPanes) => remember({ resultPanes })}
        className={classNames(styles["panes"])}
      >
        <Panel id="entries" minSize={minEntriesHeight} className={classNames(styles["content"])}>
          <ResultContent />
        </Panel>
        {hasDetails && (
          <>
            <Splitter label="Resize the details of the result" isDisabled={isFolded} />
            <Panel
              id="details"
              defaultSize="30%"
              minSize={isFolded ? foldedHeight : minDetailsHeight}
              // The size before returns once the limit is gone.
              maxSize={isFolded ? foldedHeight : "100%"}
              className={classNames(styles["details"])}
            >
              <ResultDetails />
            </Panel>
          </>
        )}
      </SplitPanes>
    </Pane>
  );
}
