import { useEffect, useRef } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import type { Inspection } from "../../../shared/inspection.ts";
import { runCommand } from "../../commands/commandActions.ts";
import { Digest } from "../../image/Digest.tsx";
import { ManifestSize } from "../../image/ManifestSize.tsx";
import { mediaTypeName } from "../../image/mediaTypeName.ts";
import { ReferenceText } from "../../image/ReferenceText.tsx";
import { useNavigation } from "../../navigation.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { formatBytes } from "../../ui/format.ts";
import { JsonViewer } from "../../ui/JsonViewer.tsx";
import { Note } from "../../ui/Note.tsx";
import tabs from "../../ui/TabStrip.module.css";
import { isEmptyDraft } from "../compose/isEmptyDraft.ts";
import { useCompose } from "../compose/composeStore.ts";
import { ArtifactContent } from "./ArtifactContent.tsx";
import { canCompose, canRetag } from "./allowedActions.ts";
import { ImageContent } from "./ImageContent.tsx";
import { IndexContent } from "./IndexContent.tsx";
import styles from "./InspectionDetails.module.css";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";

interface ContentsProps {
  readonly inspection: Inspection;
}

function Contents({ inspection: { content, repository, text } }: ContentsProps) {
  const hasText = text !== "";
  switch (content.kind) {
    case "index":
      return <IndexContent content={content} repository={repository} />;
    case "image":
      return <ImageContent content={content} repository={repository} />;
    case "artifact":
      return <ArtifactContent content={content} repository={repository} />;
    case "blob":
    case "opaque":
      return (
        <div className={classNames(styles["opaque"])}>
          <Note look="note" message={content.reason} />
          {hasText && <p>The tab Raw shows the bytes as they are.</p>}
        </div>
      );
  }
}

function InspectionHead({ inspection }: { readonly inspection: Inspection }) {
  const hasDraft = useCompose((state) => !isEmptyDraft(state.draft));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The link that was followed is gone: the focus goes to what it led to.
    if (document.activeElement === document.body) {
      heading.current?.focus();
    }
  }, []);

  function compose(): void {
    useCompose.getState().addSources([inspection.name]);
    useNavigation.getState().show("compose");
  }
  return (
    <header className={classNames(styles["head"])}>
      <div className={classNames(styles["what"])}>
        <h2 ref={heading} tabIndex={-1} className={classNames(styles["name"])}>
          <ReferenceText text={inspection.name} />
        </h2>
        <div className={classNames(styles["facts"])}>
          <span title={escapeInvisible(inspection.mediaType)}>
            {mediaTypeName(inspection.mediaType)}
          </span>
          <Digest digest={inspection.digest} of={inspection.name} />
          <ManifestSize size={inspection.size} />
        </div>
      </div>
      {canCompose(inspection.content) && (
        <Button onPress={compose}>{hasDraft ? "Add to draft" : "Compose from this"}</Button>
      )}
      {canRetag(inspection) && <Button onPress={() => runCommand("inspect.retag")}>Retag…</Button>}
    </header>
  );
}

/** Everything about one manifest or index, and its exact bytes. */
export function InspectionDetails({ inspection }: { readonly inspection: Inspection }) {
  return (
    <div className={classNames(styles["inspection"])}>
      <InspectionHead inspection={inspection} />
      <Tabs className={classNames(tabs["tabs"], styles["tabs"])}>
        <TabList aria-label="Inspection" className={classNames(tabs["strip"])}>
          <Tab id="contents" className={classNames(tabs["tab"])}>
            Contents
          </Tab>
          <Tab id="raw" className={classNames(tabs["tab"])}>
            Raw
          </Tab>
        </TabList>
        <TabPanel id="contents" className={classNames(tabs["panel"])}>
          <Contents inspection={inspection} />
        </TabPanel>
        <TabPanel id="raw" className={classNames(tabs["panel"])}>
          <JsonViewer label="Raw bytes" text={inspection.text}>
            <span>
              <UntrustedText text={inspection.mediaType} />
            </span>
            <Digest digest={inspection.digest} of="these bytes" />
            <span>{formatBytes(inspection.size)}</span>
          </JsonViewer>
        </TabPanel>
      </Tabs>
    </div>
  );
}
