import { useEffect, useRef } from "react";
import { Panel } from "react-resizable-panels";
import { useMouseHistory } from "../../commands/useMouseHistory.ts";
import { useNavigation } from "../../navigation.ts";
import { shortReference } from "../../image/shortReference.ts";
import { Button } from "../../ui/Button.tsx";
import { ChoiceButtons } from "../../ui/ChoiceButtons.tsx";
import { classNames } from "../../ui/classNames.ts";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { SplitPanes, Splitter } from "../../ui/SplitPanes.tsx";
import { useViewState } from "../../viewState.ts";
import { canRetry } from "../registries/failureRemedies.ts";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import { NearestTags } from "../suggestions/NearestTags.tsx";
import { tagsPageOf } from "../tags/pageOf.ts";
import { PageView } from "../tags/PageView.tsx";
import { useContents } from "./contentsStore.ts";
import { EmptyInspect } from "./EmptyInspect.tsx";
import { InspectionDetails } from "./InspectionDetails.tsx";
import { currentVisit, useInspect } from "./inspectStore.ts";
import styles from "./InspectView.module.css";
import { RawBytes } from "./raw/RawBytes.tsx";
import { RetagDialog } from "./RetagDialog.tsx";
import { ImageTabs } from "./toolbar/ImageTabs.tsx";
import { Toolbar } from "./toolbar/Toolbar.tsx";
import { ContentsTree } from "./tree/ContentsTree.tsx";
import { useHasTree } from "./tree/useHasTree.ts";
import { useIsWide } from "./useIsWide.ts";
import { placeOf, type Trail, type Visit } from "./visit.ts";
import { ViewMessage } from "../../ui/ViewMessage.tsx";

/** Leads from content that is missing to the check of the image that lists it, which offers to repair it. */
function HealthButton({ trail }: { readonly trail: Trail }) {
  const [root] = trail;
  const parent = useContents((state) => state.inspections[root.text]);
  const { openTrail, showSection } = useInspect.getState();
  if (trail.length < 2 || parent?.kind !== "read") {
    return null;
  }
  return (
    <Button
      small
      onPress={() => {
        showSection(parent.value.content.kind, "health");
        openTrail([root]);
      }}
    >
      Health of {shortReference(root.text)}
    </Button>
  );
}

/** Leads from a tag that is missing, such as the `latest` that a command without a tag means, to all tags. */
function TagsButton({ trail }: { readonly trail: Trail }) {
  const page = trail.length === 1 ? tagsPageOf(trail[0].text) : undefined;
  return page === undefined ? null : (
    <Button small onPress={() => useInspect.getState().openPage(page)}>
      All tags
    </Button>
  );
}

function VisitView({ visit }: { readonly visit: Visit }) {
  const { cancel, reload, open } = useInspect.getState();
  const place = placeOf(visit);
  switch (visit.kind) {
    case "open":
      return (
        <InspectionDetails
          key={`${visit.inspection.repository}@${visit.inspection.digest}`}
          inspection={visit.inspection}
          trail={visit.trail}
        />
      );
    case "closed":
      return null;
    case "page":
      return <PageView page={visit.page} />;
    case "opening":
      return (
        <ViewMessage isWaiting>
          <ProgressLine label={visit.message ?? `Reading ${place.text}…`} done={0} total={0} />
          <Button onPress={cancel}>Cancel</Button>
        </ViewMessage>
      );
    case "failed":
      return (
        <ViewMessage>
          <RequestFailure failure={visit.error}>
            <ChoiceButtons choices={visit.error.choices} onChoose={([text]) => open(text)} />
            {place.blob === undefined && (
              <NearestTags text={place.text} failure={visit.error} onChoose={open} />
            )}
            {canRetry(visit.error) && (
              <Button small onPress={reload}>
                Try again
              </Button>
            )}
            {visit.error.code === "not_found" && (
              <>
                <HealthButton trail={visit.trail} />
                <TagsButton trail={visit.trail} />
              </>
            )}
          </RequestFailure>
        </ViewMessage>
      );
  }
}

/** A switch between the contents of the image and the tags of its repository. */
function TreeHeader({ visit }: { readonly visit: Visit }) {
  const { openPage } = useInspect.getState();
  // Also while a part of an image is read, or could not be.
  const root = useContents((state) => state.inspections[visit.trail[0].text]);
  const shown = visit.kind === "open" ? visit.inspection : undefined;
  const repository = (shown ?? (root?.kind === "read" ? root.value : undefined))?.repository;
  return (
    <div className={classNames(styles["switch"])}>
      <h2 aria-current="page">Contents</h2>
      {repository !== undefined && (
        <Button look="quiet" small onPress={() => openPage({ kind: "tags", repository })}>
          Tags
        </Button>
      )}
    </div>
  );
}

/** The tree of contents, what is selected in it, and its raw bytes where there is room. */
function ContentPanes({ visit }: { readonly visit: Visit }) {
  const isWide = useIsWide();
  const hasTree = useHasTree(visit) && visit.kind !== "page";
  const name = isWide ? "inspectPanes" : "narrowInspectPanes";
  const sizes = useViewState((state) => state.remembered[name]);
  const remember = useViewState((state) => state.remember);
  const details = useRef<HTMLElement>(null);
  useEffect(() => {
    // What was followed is gone, and the focus with it: the keyboard goes on where the new content is.
    if (visit.kind !== "closed" && document.activeElement === document.body) {
      details.current?.focus({ preventScroll: true });
    }
  }, [visit]);
  return (
    <SplitPanes
      // The panes differ, and so do their sizes.
      key={`${name} ${hasTree}`}
      direction="row"
      sizes={hasTree ? sizes : undefined}
      onChange={(changed) => hasTree && remember({ [name]: changed })}
      className={classNames(styles["panes"])}
    >
      {hasTree && (
        <>
          <Panel id="contents" defaultSize={isWide ? "20%" : "26%"} minSize={180}>
            <section aria-label="Contents" className={classNames(styles["pane"])}>
              <TreeHeader visit={visit} />
              <ContentsTree trail={visit.trail} />
            </section>
          </Panel>
          <Splitter label="Resize Contents" />
        </>
      )}
      <Panel id="details" minSize={360}>
        <section
          ref={details}
          aria-label="Details"
          tabIndex={-1}
          className={classNames(styles["pane"])}
        >
          <VisitView visit={visit} />
        </section>
      </Panel>
      {isWide && visit.kind === "open" && (
        <>
          <Splitter label="Resize Raw" />
          <Panel id="raw" defaultSize="30%" minSize={240}>
            <section aria-label="Raw" className={classNames(styles["pane"])}>
              <RawBytes
                key={visit.inspection.digest}
                inspection={visit.inspection}
                place={placeOf(visit)}
              />
            </section>
          </Panel>
        </>
      )}
    </SplitPanes>
  );
}

function FileFailure() {
  const failure = useInspect((state) => state.fileFailure);
  const { setFileFailure } = useInspect.getState();
  return failure === undefined ? null : (
    <div className={classNames(styles["fileFailure"])}>
      <FailureNote failure={failure}>
        <Button small onPress={() => setFileFailure(undefined)}>
          Dismiss
        </Button>
      </FailureNote>
    </div>
  );
}

/** The Inspect view: the opened images, and of the shown one its contents, details and raw bytes. */
export function InspectView() {
  const visit = useInspect(currentVisit);
  const isShown = useNavigation((state) => state.view === "inspect");
  useMouseHistory(isShown);
  useEffect(() => {
    // A tab of the last start is read when the user comes to see it.
    if (isShown) {
      useInspect.getState().ensureOpen();
    }
  }, [isShown]);
  useEffect(() => {
    if (visit?.kind === "open" && placeOf(visit).blob === undefined) {
      useContents.getState().keepInspection(placeOf(visit).text, visit.inspection);
    }
  }, [visit]);
  return (
    <section aria-label="Inspect" className={classNames(styles["view"])} data-panes>
      <ImageTabs />
      <div style={{ display: "contents" }} data-pane>
        <Toolbar />
      </div>
      <FileFailure />
      {visit === undefined ? (
        <div style={{ display: "contents" }} data-pane>
          <EmptyInspect />
        </div>
      ) : (
        <ContentPanes visit={visit} />
      )}
      <RetagDialog />
    </section>
  );
}
