import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { CommandText } from "../../image/CommandText.tsx";
import { Digest } from "../../image/Digest.tsx";
import { mediaTypeName } from "../../image/mediaTypeName.ts";
import { classNames } from "../../ui/classNames.ts";
import { formatBytes } from "../../ui/formatBytes.ts";
import { JsonViewer } from "../../ui/JsonViewer.tsx";
import tabs from "../../ui/TabStrip.module.css";
import { Changes } from "./Changes.tsx";
import styles from "./PreviewPane.module.css";
import { useCompose } from "./store.ts";
import { useContent } from "./useContent.ts";

function Json() {
  const content = useContent();
  if (content === null) {
    return <p className={classNames(styles["empty"])}>The exact bytes, once there is a result.</p>;
  }
  return (
    <JsonViewer label="JSON of the result" text={content.text}>
      <span title={content.mediaType}>{mediaTypeName(content.mediaType)}</span>
      <Digest digest={content.digest} of="the result" />
      <span>{formatBytes(content.size)}</span>
    </JsonViewer>
  );
}

function Command() {
  const command = useCompose((state) => state.preview?.command ?? "");
  const hasSources = useCompose((state) => state.draft.sources.length > 0);
  if (command === "" || !hasSources) {
    return (
      <p className={classNames(styles["empty"])}>
        The same as a docker buildx command, once there is a source.
      </p>
    );
  }
  return <CommandText command={command} />;
}

/** What it changes: against what each target holds now, as bytes, and as a command. */
export function PreviewPane() {
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
          <Tab id="command" className={classNames(tabs["tab"])}>
            Command
          </Tab>
        </TabList>
        <TabPanel id="changes" className={classNames(tabs["panel"])}>
          <Changes />
        </TabPanel>
        <TabPanel id="json" className={classNames(tabs["panel"])}>
          <Json />
        </TabPanel>
        <TabPanel id="command" className={classNames(tabs["panel"])}>
          <Command />
        </TabPanel>
      </Tabs>
    </section>
  );
}
