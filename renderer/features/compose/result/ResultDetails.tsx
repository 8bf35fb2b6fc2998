import { ChevronDown, ChevronUp, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import type { DetailsTab } from "../../../../shared/viewState.ts";
import { IconButton } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import tabs from "../../../ui/TabStrip.module.css";
import { useViewState } from "../../../viewState.ts";
import { AnnotationEditor } from "../annotations/AnnotationEditor.tsx";
import { useCompose } from "../composeStore.ts";
import { LossReport } from "../losses/LossReport.tsx";
import { useLosses } from "../losses/useLosses.ts";
import { countChangedOptions } from "./countChangedOptions.ts";
import styles from "./ResultDetails.module.css";
import { ResultOptions } from "./ResultOptions.tsx";
import { useFindings } from "./useFindings.ts";

interface DetailsTabProps {
  readonly id: DetailsTab;
  readonly count: number;
  /** Whether a warning is shown in its panel. */
  readonly hasWarning?: boolean;
  readonly children: ReactNode;
}

/** One tab with the number of what it has. */
function CountedTab({ id, count, hasWarning = false, children }: DetailsTabProps) {
  return (
    <Tab id={id} className={classNames(tabs["tab"], styles["tab"])}>
      {children}
      {count > 0 && <span className={classNames(styles["count"])}>{count}</span>}
      {hasWarning && (
        <TriangleAlert size={12} aria-label="with a warning" className={styles["warning"]} />
      )}
    </Tab>
  );
}

function DetailsTabs() {
  const annotations = useCompose((state) => state.draft.annotations.length);
  const options = useCompose((state) => countChangedOptions(state.draft));
  const losses = useLosses();
  const lost = losses.filter(({ kept }) => !kept).length;
  const hasBadAnnotation = useFindings("annotation").some(({ severity }) => severity === "warning");
  const hasBadOption = useFindings("platform").some(({ severity }) => severity === "warning");
  return (
    <TabList aria-label="Details of the result" className={classNames(styles["tabs"])}>
      <CountedTab id="annotations" count={annotations} hasWarning={hasBadAnnotation}>
        Annotations
      </CountedTab>
      <CountedTab id="options" count={options} hasWarning={hasBadOption}>
        Options
      </CountedTab>
      <CountedTab id="losses" count={lost}>
        {lost === 0 && losses.length > 0 ? "Also included" : "Not included"}
      </CountedTab>
    </TabList>
  );
}

/** Annotations, options and losses as tabs below the entries; the whole folds to its tabs. */
export function ResultDetails() {
  const isFolded = useViewState((state) => state.remembered.areDetailsFolded === true);
  const tab = useViewState((state) => state.remembered.detailsTab ?? "annotations");
  const { showDetails, remember } = useViewState.getState();
  const panel = classNames(tabs["panel"], styles["panel"], isFolded && styles["folded"]);
  return (
    <Tabs
      className={classNames(tabs["tabs"], styles["details"])}
      keyboardActivation="manual"
      selectedKey={tab}
      // Called for the selected tab too, which shows the folded details.
      onSelectionChange={(key) => showDetails(key as DetailsTab)}
    >
      <div className={classNames(tabs["strip"], styles["strip"])}>
        <DetailsTabs />
        <IconButton
          label={isFolded ? "Show details" : "Hide details"}
          aria-expanded={!isFolded}
          onPress={() => remember({ areDetailsFolded: !isFolded })}
        >
          {isFolded ? <ChevronUp size={14} aria-hidden /> : <ChevronDown size={14} aria-hidden />}
        </IconButton>
      </div>
      <TabPanel id="annotations" className={panel}>
        {!isFolded && <AnnotationEditor />}
      </TabPanel>
      <TabPanel id="options" className={panel}>
        {!isFolded && <ResultOptions />}
      </TabPanel>
      <TabPanel id="losses" className={panel}>
        {!isFolded && <LossReport />}
      </TabPanel>
    </Tabs>
  );
}
