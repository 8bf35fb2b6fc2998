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
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { formatBytes } from "../../ui/format.ts";
import { JsonViewer } from "../../ui/JsonViewer.tsx";
import { Note } from "../../ui/Note.tsx";
import tabs from "../../ui/TabStrip.module.css";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { useCompose } from "../compose/composeStore.ts";
import { isEmptyDraft } from "../compose/editDraft.ts";
import { startTagEdit } from "../compose/editTag/startTagEdit.ts";
import { showTimeline } from "../history/showTimeline.ts";
import { canCompose, canRetag, canShowTimeline } from "./allowedActions.ts";
import { ArtifactContent } from "./ArtifactContent.tsx";
import { EvidenceContent } from "./evidence/EvidenceContent.tsx";
import { ImageContent } from "./ImageContent.tsx";
import { IndexContent } from "./IndexContent.tsx";
import styles from "./InspectionDetails.module.css";
import { useInspect } from "./inspectStore.ts";

interface InspectionProps {
  readonly inspection: Inspection;
}

interface InspectionDetailsProps extends InspectionProps {
  /** The digest of the image that it was opened from as evidence. */
  readonly attests: string | undefined;
}

function Content({ inspection: { content, repository, text }, attests }: InspectionDetailsProps) {
  switch (content.kind) {
    case "index":
      return <IndexContent content={content} repository={repository} />;
    case "image":
      return <ImageContent content={content} repository={repository} attests={attests} />;
    case "artifact":
      return <ArtifactContent content={content} repository={repository} attests={attests} />;
    case "blob":
      if (content.evidence !== undefined) {
        return (
          <EvidenceContent evidence={content.evidence} repository={repository} attests={attests} />
        );
      }
      return <PlainContent reason={content.reason} text={text} />;
    case "opaque":
      return <PlainContent reason={content.reason} text={text} />;
  }
}

/** What is shown of bytes that the app does not decode. */
function PlainContent({ reason, text }: { readonly reason: string; readonly text: string }) {
  return (
    <div className={classNames(styles["opaque"])}>
      <Note look="note" message={reason} />
      {text !== "" && <p>The Raw tab shows the exact bytes.</p>}
    </div>
  );
}

function InspectionHeader({ inspection }: InspectionProps) {
  const hasDraft = useCompose((state) => !isEmptyDraft(state.draft));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The link that was followed is unmounted: move the focus to the new content.
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
      {canCompose(inspection.content) && (
        <Button onPress={() => startTagEdit(inspection.name)}>
          {inspection.name.includes("@") ? "Edit" : "Edit this tag"}
        </Button>
      )}
      {inspection.content.kind !== "blob" && (
        <Button onPress={() => runCommand("compare.open")}>Compare…</Button>
      )}
      {canShowTimeline(inspection) && (
        <Button onPress={() => showTimeline(inspection.name)}>Timeline</Button>
      )}
      <Button
        onPress={() =>
          useInspect.getState().openPage({ kind: "tags", repository: inspection.repository })
        }
      >
        Tags
      </Button>
      {canRetag(inspection) && <Button onPress={() => runCommand("inspect.retag")}>Retag…</Button>}
    </header>
  );
}

/** The inspected content: its properties and its exact bytes. */
export function InspectionDetails({ inspection, attests }: InspectionDetailsProps) {
  return (
    <div className={classNames(styles["inspection"])}>
      <InspectionHeader inspection={inspection} />
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
          <Content inspection={inspection} attests={attests} />
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
