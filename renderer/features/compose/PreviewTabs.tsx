import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { Digest } from "../../image/Digest.tsx";
import { mediaTypeName } from "../../image/mediaTypeName.ts";
import { classNames } from "../../ui/classNames.ts";
import { formatBytes } from "../../ui/format.ts";
import { countOf } from "../../../shared/countOf.ts";
import { JsonViewer } from "../../ui/json/JsonViewer.tsx";
import tabs from "../../ui/TabStrip.module.css";
import { Changes } from "./changes/Changes.tsx";
import styles from "./PreviewTabs.module.css";
import { Scripts } from "./scripts/Scripts.tsx";
import { useMissingCount, useShownContent } from "./result/useContent.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";

function Json() {
  const content = useShownContent();
  const missing = useMissingCount();
  if (content === undefined) {
    return (
      <p className={classNames(styles["empty"])}>The exact bytes of the result appear here.</p>
    );
  }
  return (
    <JsonViewer label="JSON of the result" text={content.text}>
      {missing > 0 && <span>Incomplete: without {countOf(missing, "source")}</span>}
      <span title={escapeInvisible(content.mediaType)}>{mediaTypeName(content.mediaType)}</span>
      <Digest digest={content.digest} of="the result" />
      <span>{formatBytes(content.size)}</span>
    </JsonViewer>
  );
}

/** The tabs beside the result: changes to the targets, JSON, scripts. */
export function PreviewTabs() {
  return (
    <section aria-label="Preview" className={classNames(styles["pane"])}>
      <Tabs className={classNames(tabs["tabs"])}>
        <TabList aria-label="Preview" className={classNames(tabs["strip"])}>
          <Tab id="changes" className={classNames(tabs["tab"])}>
            Changes
          </Tab>
          <Tab id="json" className={classNames(tabs["tab"])}>
            JSON
          </Tab>
          <Tab id="scripts" className={classNames(tabs["tab"])}>
            Scripts
          </Tab>
        </TabList>
        <TabPanel id="changes" className={classNames(tabs["panel"])}>
          <Changes />
        </TabPanel>
        <TabPanel id="json" className={classNames(tabs["panel"])}>
          <Json />
        </TabPanel>
        <TabPanel id="scripts" className={classNames(tabs["panel"])}>
          <Scripts />
        </TabPanel>
      </Tabs>
    </section>
  );
}
