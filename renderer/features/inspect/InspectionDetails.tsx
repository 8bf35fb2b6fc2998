import { type ReactNode, useEffect, useRef } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import type { InspectedContent, Inspection } from "../../../shared/inspection.ts";
import { Digest } from "../../image/Digest.tsx";
import { ManifestSize } from "../../image/ManifestSize.tsx";
import { mediaTypeName } from "../../image/mediaTypeName.ts";
import { ReferenceText } from "../../image/ReferenceText.tsx";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { JsonViewer } from "../../ui/json/JsonViewer.tsx";
import { Note } from "../../ui/Note.tsx";
import tabs from "../../ui/TabStrip.module.css";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { PullsLeftText } from "../registries/PullsLeftText.tsx";
import { isAttestation } from "./allowedActions.ts";
import { ArtifactContent } from "./ArtifactContent.tsx";
import { hasSignatures } from "./evidence/signatureName.ts";
import { EvidenceContent } from "./evidence/EvidenceContent.tsx";
import { FilesSection } from "./files/FilesSection.tsx";
import { HealthSection } from "./HealthSection.tsx";
import { AttestationSection } from "./image/AttestationSection.tsx";
import { ConfigSection } from "./image/ConfigSection.tsx";
import { HistorySection } from "./image/HistorySection.tsx";
import { LayerSection } from "./image/LayerSection.tsx";
import { ClientSection } from "./index/ClientSection.tsx";
import { PlatformSection } from "./index/PlatformSection.tsx";
import styles from "./InspectionDetails.module.css";
import { chosenSection, useInspect } from "./inspectStore.ts";
import { RawBytes } from "./raw/RawBytes.tsx";
import { useIsWide } from "./useIsWide.ts";
import { placeOf, type Trail } from "./visit.ts";

interface DetailsProps {
  readonly inspection: Inspection;
  readonly trail: Trail;
}

/** A part of the details, as a tab. */
interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: ReactNode;
}

/** What is shown of bytes that the app does not decode. */
function PlainContent({ reason, hasRaw }: { readonly reason: string; readonly hasRaw: boolean }) {
  return (
    <div className={classNames(styles["opaque"])}>
      <Note look="note" message={reason} />
      {hasRaw && <p>Raw shows the exact bytes.</p>}
    </div>
  );
}

/** `repository@digest` of evidence, and of the artifacts that it was opened from as evidence of the same image. */
function placesOf({ inspection, trail }: DetailsProps): readonly string[] {
  const { attests } = placeOf({ trail });
  const above = trail.filter((step) => attests !== undefined && step.attests === attests);
  const own = `${inspection.repository}@${inspection.digest}`;
  return [...new Set([own, ...above.map(({ text }) => text)])];
}

function sectionsOf({ inspection, trail }: DetailsProps): readonly Section[] {
  const { content, repository, digest } = inspection;
  const { attests } = placeOf({ trail });
  const places = placesOf({ inspection, trail });
  const health = {
    id: "health",
    title: "Health",
    content: <HealthSection repository={repository} digest={digest} />,
  };
  switch (content.kind) {
    case "index":
      return [
        {
          id: "platforms",
          title: "Platforms",
          content: (
            <PlatformSection
              digest={digest}
              content={content}
              repository={repository}
              isMetered={inspection.isMetered === true}
            />
          ),
        },
        {
          id: "clients",
          title: "What would a client get?",
          content: <ClientSection content={content} repository={repository} />,
        },
        health,
      ];
    case "image":
      if (isAttestation(content.layers)) {
        // Older versions of BuildKit gave attestations the config of an image.
        return [
          {
            id: "statements",
            title: hasSignatures(content.layers) ? "Signatures" : "Statements",
            content: (
              <ArtifactContent
                content={content}
                repository={repository}
                attests={attests}
                places={places}
              />
            ),
          },
          health,
        ];
      }
      return [
        {
          id: "config",
          title: "Config",
          content: <ConfigSection content={content} repository={repository} />,
        },
        {
          id: "layers",
          title: "Layers",
          content: (
            <LayerSection content={content} repository={repository} digest={digest} trail={trail} />
          ),
        },
        {
          id: "history",
          title: "History",
          content: <HistorySection content={content} />,
        },
        {
          id: "attestations",
          title: "Attestations",
          content: <AttestationSection repository={repository} digest={digest} trail={trail} />,
        },
        {
          id: "files",
          title: "Files",
          content: <FilesSection repository={repository} layers={content.layers} />,
        },
        health,
      ];
    case "artifact":
      return [
        {
          id: "contents",
          title: hasSignatures(content.layers) ? "Signatures" : "Contents",
          content: (
            <ArtifactContent
              content={content}
              repository={repository}
              attests={attests}
              places={places}
            />
          ),
        },
        health,
      ];
    case "blob":
    case "opaque":
      return [
        {
          id: "contents",
          title: "Contents",
          content: plainContent(content, inspection, { attests, places }),
        },
      ];
  }
}

function plainContent(
  content: Extract<InspectedContent, { kind: "blob" | "opaque" }>,
  { text, bytes, repository }: Inspection,
  about: { readonly attests: string | undefined; readonly places: readonly string[] },
): ReactNode {
  return content.kind === "blob" && content.evidence !== undefined ? (
    <EvidenceContent evidence={content.evidence} repository={repository} {...about} />
  ) : (
    <PlainContent reason={content.reason} hasRaw={text !== "" || bytes !== undefined} />
  );
}

/** What is said of content whose bytes are all there is to show; undefined for other content. */
function plainReason({ content, text, bytes }: Inspection): string | undefined {
  const isDecoded =
    (content.kind !== "blob" && content.kind !== "opaque") ||
    (content.kind === "blob" && content.evidence !== undefined);
  return isDecoded || (text === "" && bytes === undefined) ? undefined : content.reason;
}

function DetailsHeader({ inspection, trail }: DetailsProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The link that was followed is unmounted: move the focus to the new content.
    if (document.activeElement === document.body) {
      heading.current?.focus();
    }
  }, []);
  return (
    <header className={classNames(styles["head"])}>
      <h2 ref={heading} tabIndex={-1} className={classNames(styles["name"])}>
        {trail.length === 1 ? (
          <ReferenceText text={inspection.name} />
        ) : (
          <UntrustedText text={placeOf({ trail }).label} />
        )}
      </h2>
      <div className={classNames(styles["facts"])}>
        <span title={escapeInvisible(inspection.mediaType)}>
          {mediaTypeName(inspection.mediaType)}
        </span>
        <Digest digest={inspection.digest} of={inspection.name} />
        <ManifestSize size={inspection.size} />
        <PullsLeftText host={inspection.repository.split("/", 1)[0] ?? ""} />
      </div>
    </header>
  );
}

/** Milliseconds after which the viewer of Raw is read: the content is drawn by then. */
const preloadDelayMs = 300;

/** The inspected content in sections by its kind, and its exact bytes unless they have a pane of their own. */
export function InspectionDetails({ inspection, trail }: DetailsProps) {
  const isWide = useIsWide();
  const { kind } = inspection.content;
  useEffect(() => {
    // Raw is one click away. Its errors are shown then.
    const timer = setTimeout(() => void JsonViewer.preload().catch(() => {}), preloadDelayMs);
    return () => clearTimeout(timer);
  }, []);
  const chosen = useInspect((state) => chosenSection(state, kind));
  const { showSection } = useInspect.getState();
  const raw = {
    id: "raw",
    title: "Raw",
    content: <RawBytes inspection={inspection} place={placeOf({ trail })} />,
  };
  const plain = isWide ? undefined : plainReason(inspection);
  const sections =
    plain === undefined ? [...sectionsOf({ inspection, trail }), ...(isWide ? [] : [raw])] : [raw];
  const selected = sections.find(({ id }) => id === chosen)?.id ?? sections[0]?.id ?? raw.id;
  return (
    <div className={classNames(styles["inspection"])}>
      <DetailsHeader inspection={inspection} trail={trail} />
      {plain !== undefined && <p className={classNames(styles["plain"])}>{plain}</p>}
      <Tabs
        className={classNames(tabs["tabs"], styles["tabs"])}
        selectedKey={selected}
        onSelectionChange={(id) => showSection(kind, String(id))}
      >
        <TabList aria-label="Inspection" className={classNames(tabs["strip"])}>
          {sections.map(({ id, title }) => (
            <Tab key={id} id={id} className={classNames(tabs["tab"])}>
              {title}
            </Tab>
          ))}
        </TabList>
        {sections.map(({ id, content }) => (
          <TabPanel key={id} id={id} className={classNames(tabs["panel"])}>
            {content}
          </TabPanel>
        ))}
      </Tabs>
    </div>
  );
}
