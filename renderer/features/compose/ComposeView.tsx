import { Panel } from "react-resizable-panels";
import { classNames } from "../../ui/classNames.ts";
import { countOf } from "../../../shared/countOf.ts";
import styles from "./ComposeView.module.css";
import { countFailedSources } from "./sources/countFailedSources.ts";
import { PreviewTabs } from "./PreviewTabs.tsx";
import { ResultPane } from "./result/ResultPane.tsx";
import { useAllFindings } from "./result/useFindings.ts";
import { useDropAnywhere } from "./sources/useDropAnywhere.ts";
import { usePasteAnywhere } from "./sources/usePasteAnywhere.ts";
import { SourcesPane } from "./sources/SourcesPane.tsx";
import type { ComposeData } from "./composeState.ts";
import { useCompose } from "./composeStore.ts";
import { UndoNotice } from "./UndoNotice.tsx";
import { TargetsBar } from "./targets/TargetsBar.tsx";
import { useLostCount } from "./losses/useLosses.ts";
import { SplitPanes, Splitter } from "../../ui/SplitPanes.tsx";
import { useViewState } from "../../viewState.ts";

/**
 * The state of the preview, announced to screen readers.
 * @param findings number of findings without hints
 */
function previewAnnouncement(state: ComposeData, findings: number): string {
  if (state.draft.sources.length === 0) {
    return "";
  }
  if (state.previewStatus === "working") {
    const { attestationProgress: progress } = state;
    return progress === undefined
      ? "Computing result"
      : (progress.label ?? "Checking attestations");
  }
  const result = state.preview?.result;
  if (state.previewStatus === "failed" || result?.kind === "failed") {
    return "No result";
  }
  if (result?.kind === "partial") {
    const failed = countFailedSources(state);
    return failed > 0
      ? `${countOf(failed, "source")} could not be read; the result is shown without ${failed === 1 ? "it" : "them"}`
      : `Resolving ${countOf(result.missing.length, "source")}`;
  }
  if (result?.kind !== "ready") {
    return "";
  }
  const entries = result.content.rows.filter((row) => row.kept).length;
  return `Result ready: ${countOf(entries, "entry", "entries")}, ${countOf(findings, "finding")}`;
}

/** Announces the state of the preview to screen readers. */
function LiveStatus() {
  const findings = useAllFindings().filter(({ severity }) => severity !== "hint").length;
  const announcement = useCompose((state) => previewAnnouncement(state, findings));
  const isReady = useCompose(
    (state) => state.previewStatus === "fresh" && state.preview?.result.kind === "ready",
  );
  const lost = useLostCount();
  return (
    <div role="status" aria-live="polite" className={classNames(styles["hidden"])}>
      {announcement}
      {isReady && lost > 0 && `, drops ${countOf(lost, "item")}`}
    </div>
  );
}

/** Sources, result and preview side by side; their widths are remembered. */
function Panes() {
  const sizes = useViewState((state) => state.remembered.composePanes);
  const remember = useViewState((state) => state.remember);
  return (
    <SplitPanes
      direction="row"
      sizes={sizes}
      onChange={(composePanes) => remember({ composePanes })}
      className={classNames(styles["panes"])}
    >
      <Panel id="sources" defaultSize="26%" minSize={220} className={classNames(styles["pane"])}>
        <SourcesPane />
      </Panel>
      <Splitter label="Resize Sources" />
      <Panel id="result" minSize={360} className={classNames(styles["pane"])}>
        <ResultPane />
      </Panel>
      <Splitter label="Resize Preview" />
      <Panel id="preview" defaultSize="29%" minSize={240} className={classNames(styles["pane"])}>
        <PreviewTabs />
      </Panel>
    </SplitPanes>
  );
}

/** The view that composes an index: sources, result, preview and targets. */
export function ComposeView() {
  usePasteAnywhere();
  const { isOver, handlers } = useDropAnywhere();
  return (
    <div className={classNames(styles["view"])} {...handlers}>
      <Panes />
      <UndoNotice />
      <TargetsBar />
      <LiveStatus />
      {isOver && (
        <div className={classNames(styles["dropHint"])}>
          Drop layouts, archives, descriptors or lists of references to add them as sources
        </div>
      )}
    </div>
  );
}
