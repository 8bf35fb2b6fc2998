import { ArrowLeftRight } from "lucide-react";
import { useEffect } from "react";
import { Panel } from "react-resizable-panels";
import type { Comparison } from "../../../shared/comparison.ts";
import { runCommand } from "../../commands/commandActions.ts";
import { HistoryButtons } from "../../commands/HistoryButtons.tsx";
import { useMouseHistory } from "../../commands/useMouseHistory.ts";
import { useNavigation } from "../../navigation.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { Crumbs } from "../../ui/Crumbs.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Note } from "../../ui/Note.tsx";
import { RadioChoice } from "../../ui/RadioChoice.tsx";
import { SplitPanes, Splitter } from "../../ui/SplitPanes.tsx";
import { useViewState } from "../../viewState.ts";
import { useCompose } from "../compose/composeStore.ts";
import { useSettings } from "../settings/settingsStore.ts";
import type { CompareMode } from "./compareSteps.ts";
import { indexId, useCompare } from "./compareStore.ts";
import styles from "./CompareView.module.css";
import parts from "./Comparison.module.css";
import { EntryPairs } from "./EntryPairs.tsx";
import { IndexDetails, PairDetails } from "./PairDetails.tsx";
import { LoadingView } from "./PartView.tsx";
import { PlatformSkewView } from "./PlatformSkewView.tsx";
import { SideField } from "./SideField.tsx";
import { platformsOf, SideSummary } from "./SideSummary.tsx";
import { isEmptySide } from "./sides.ts";

const modes: readonly { readonly value: CompareMode; readonly label: string }[] = [
  { value: "contents", label: "Two images or indexes" },
  { value: "platforms", label: "Platforms of one index" },
];

function CompareBar() {
  const mode = useCompare((state) => state.mode);
  const before = useCompare((state) => state.before);
  const after = useCompare((state) => state.after);
  const { setMode, compare } = useCompare.getState();
  const isTwo = mode === "contents";
  const isReady = !isEmptySide(before) && (!isTwo || !isEmptySide(after));
  const canGoBack = useCompare((state) => state.past.length > 0);
  const canGoForward = useCompare((state) => state.future.length > 0);
  return (
    <div className={classNames(styles["bar"])}>
      <div className={classNames(styles["head"])}>
        <HistoryButtons canGoBack={canGoBack} canGoForward={canGoForward} />
        <RadioChoice label="What to compare" value={mode} choices={modes} onChange={setMode} />
      </div>
      <div className={classNames(styles["fields"])}>
        <SideField
          which="before"
          label={isTwo ? "First side" : "Index to compare"}
          placeholder="ghcr.io/acme/app:1.3, repository@digest or oci-layout:///path:tag"
        />
        {isTwo && (
          <>
            <IconButton label="Swap sides" onPress={() => runCommand("compare.swap")}>
              <ArrowLeftRight size={14} aria-hidden />
            </IconButton>
            <SideField which="after" label="Second side" placeholder="ghcr.io/acme/app:1.4" />
          </>
        )}
        <Button isDisabled={!isReady} onPress={compare}>
          Compare
        </Button>
      </div>
    </div>
  );
}

/** The way from the first comparison to the shown one, of indexes nested in it. */
function CompareTrail() {
  const above = useCompare((state) => state.above);
  const title = useCompare((state) => state.title);
  const current = useCompare((state) => state.step);
  const { goTo } = useCompare.getState();
  return above.length === 0 ? null : (
    <div className={classNames(styles["trail"])}>
      <Crumbs
        label="Path in the comparison"
        steps={[...above, { step: current, title }].map(({ step, title: label }) => ({
          id: `${step}`,
          label,
          onPress: () => goTo(step),
        }))}
      />
    </div>
  );
}

function EmptyCompare() {
  const images = useSettings((state) => state.info?.sample.images) ?? [];
  const mode = useCompare((state) => state.mode);
  const { setSide, compare } = useCompare.getState();
  const [first, second] = images;
  if (mode === "platforms") {
    return (
      <EmptyState lead="Find what is skewed across the platforms of one index.">
        <p>
          Build times, base images, labels, environment and packages of each platform are compared
          with those of the others.
        </p>
      </EmptyState>
    );
  }
  return (
    <EmptyState lead="Compare any two images or indexes.">
      <p>
        Tags, digests, layouts, archives, the result of the draft, and what a tag held before.
        Platforms, configs, labels, layers and packages are compared, files on request; the exact
        JSON is one click away.
      </p>
      {first !== undefined && second !== undefined && (
        <Button
          small
          onPress={() => {
            setSide("before", { kind: "reference", text: first.text });
            setSide("after", { kind: "reference", text: second.text });
            compare();
          }}
        >
          Compare two samples
        </Button>
      )}
    </EmptyState>
  );
}

function ContentsDetails({ comparison }: { readonly comparison: Comparison }) {
  const selected = useCompare((state) => state.selected);
  const pair = comparison.pairs.find(({ id }) => id === selected);
  return pair === undefined || selected === indexId ? (
    <IndexDetails comparison={comparison} />
  ) : (
    <PairDetails key={pair.id} pair={pair} />
  );
}

/** Two contents that were read: the entries on the left, the selected one on the right. */
function Contents({ comparison }: { readonly comparison: Comparison }) {
  const sizes = useViewState((state) => state.remembered.comparePanes);
  const { remember } = useViewState.getState();
  const { before, after, document, isIdentical } = comparison;
  const isComplete = before.kind === "read" && after?.kind === "read";
  return (
    <>
      <div className={classNames(parts["sides"])}>
        <SideSummary
          which="before"
          label="First side"
          side={before}
          platforms={platformsOf(comparison, "before")}
        />
        {after !== undefined && (
          <SideSummary
            which="after"
            label="Second side"
            side={after}
            platforms={platformsOf(comparison, "after")}
          />
        )}
      </div>
      {isIdentical && (
        <div className={classNames(parts["notes"])}>
          <Note look="note" message="Both sides have the same digest: they are the same bytes." />
        </div>
      )}
      {isComplete &&
        (document === undefined ? (
          <section aria-label="Comparison" className={classNames(parts["pane"], parts["panes"])}>
            <ContentsDetails comparison={comparison} />
          </section>
        ) : (
          <SplitPanes
            direction="row"
            sizes={sizes}
            onChange={(comparePanes) => remember({ comparePanes })}
            className={classNames(parts["panes"])}
          >
            <Panel
              id="entries"
              defaultSize="30%"
              minSize={220}
              className={classNames(parts["pane"])}
            >
              <section aria-label="Entries" className={classNames(parts["pane"], parts["panes"])}>
                <EntryPairs comparison={comparison} />
              </section>
            </Panel>
            <Splitter label="Resize Entries" />
            <Panel id="details" minSize={360} className={classNames(parts["pane"])}>
              <section
                aria-label="Comparison"
                className={classNames(parts["pane"], parts["panes"])}
              >
                <ContentsDetails comparison={comparison} />
              </section>
            </Panel>
          </SplitPanes>
        ))}
    </>
  );
}

/** The platforms of one index. */
function Platforms({ comparison }: { readonly comparison: Comparison }) {
  const { before } = comparison;
  return (
    <>
      <div className={classNames(parts["sides"])}>
        <SideSummary
          which="before"
          label="Index to compare"
          side={before}
          platforms={platformsOf(comparison, "before")}
        />
      </div>
      {before.kind === "read" &&
        (before.content.kind === "index" ? (
          <section aria-label="Comparison" className={classNames(parts["pane"], parts["panes"])}>
            <PlatformSkewView />
          </section>
        ) : (
          <div className={classNames(parts["notes"])}>
            <Note look="note" message="This is a single image: it has no platforms to compare." />
          </div>
        ))}
    </>
  );
}

/** Says that the result of the draft is another one than what was compared. */
function OutdatedNote() {
  const compared = useCompare((state) => state.compared?.previewId);
  const current = useCompose(({ preview }) =>
    preview?.result.kind === "ready" ? preview.id : undefined,
  );
  return compared === undefined || current === undefined || compared === current ? null : (
    <div className={classNames(parts["notes"])}>
      <Note look="note" message="The draft has changed since.">
        <Button small onPress={useCompare.getState().compare}>
          Compare again
        </Button>
      </Note>
    </div>
  );
}

function CompareBody() {
  const comparison = useCompare((state) => state.comparison);
  const compared = useCompare((state) => state.compared);
  const step = useCompare((state) => state.step);
  const { compare, cancel } = useCompare.getState();
  if (comparison === undefined) {
    return <EmptyCompare />;
  }
  return (
    <LoadingView state={comparison} onCancel={cancel} onRetry={compare}>
      {(value) => (
        <>
          <OutdatedNote />
          {compared?.mode === "platforms" ? (
            <Platforms comparison={value} />
          ) : (
            <Contents key={step} comparison={value} />
          )}
        </>
      )}
    </LoadingView>
  );
}

/** The Compare view: two contents side by side, or the platforms of one index. */
export function CompareView() {
  const isShown = useNavigation((state) => state.view === "compare");
  useMouseHistory(isShown);
  useEffect(() => useCompare.getState().ensureOpen(), []);
  return (
    <section aria-label="Compare" className={classNames(styles["view"])} data-panes>
      <div style={{ display: "contents" }} data-pane>
        <CompareBar />
        <CompareTrail />
      </div>
      <CompareBody />
    </section>
  );
}
