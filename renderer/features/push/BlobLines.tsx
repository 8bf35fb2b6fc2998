import { ChevronRight } from "lucide-react";
import { Button as AriaButton, Disclosure, DisclosurePanel } from "react-aria-components";
import { Digest } from "../../image/Digest.tsx";
import { mediaTypeName } from "../../image/mediaTypeName.ts";
import { classNames } from "../../ui/classNames.ts";
import { countOf } from "../../ui/countOf.ts";
import { formatBytes } from "../../ui/formatBytes.ts";
import type { BlobGroup } from "./groupBlobs.ts";
import { type LineState, PlanLine } from "./PlanLine.tsx";
import styles from "./PlanView.module.css";
import { contentStep } from "./stepId.ts";
import type { Steps } from "./store.ts";

function groupWords(group: BlobGroup): string {
  const blobs = countOf(group.blobs.length, "blob");
  switch (group.kind) {
    case "exists":
      return `${blobs} already there`;
    case "mount":
      return `${blobs} mounted from ${group.from ?? ""}`;
    case "copy":
      return `${blobs} copied from ${group.from ?? ""}`;
    case "skip":
      return `${countOf(group.blobs.length, "foreign layer")} left where its URLs say`;
  }
}

interface BlobLinesProps {
  readonly group: BlobGroup;
  readonly repository: string;
  readonly steps: Steps;
}

function progressOf({ group, repository, steps }: BlobLinesProps): {
  readonly state: LineState;
  readonly share: number;
} {
  if (group.kind === "exists" || group.kind === "skip") {
    return { state: "nothing", share: 0 };
  }
  const found = group.blobs.map((blob) => ({
    blob,
    step: steps[contentStep(repository, blob.digest)],
  }));
  const begun = found.filter(({ step }) => step !== undefined);
  const done = found.filter(({ step }) => step?.state === "done");
  if (begun.length === 0) {
    return { state: "planned", share: 0 };
  }
  const arrived = found.reduce(
    (sum, { blob, step }) =>
      sum + (step?.state === "done" ? blob.size : Math.min(step?.bytes ?? 0, blob.size)),
    0,
  );
  return {
    state: done.length === found.length ? "done" : "running",
    share: group.size === 0 ? done.length / found.length : arrived / group.size,
  };
}

/** Blobs that meet the same fate: one line, each of them when it is opened. */
export function BlobLines(props: BlobLinesProps) {
  const { group } = props;
  const { state, share } = progressOf(props);
  return (
    <Disclosure className={classNames(styles["group"])}>
      {({ isExpanded }) => (
        <>
          <PlanLine state={state} share={share}>
            <AriaButton slot="trigger" className={classNames(styles["opener"])}>
              <span className={classNames(styles["words"])}>{groupWords(group)}</span>
              <ChevronRight
                size={13}
                aria-hidden
                className={classNames(styles["chevron"], isExpanded && styles["opened"])}
              />
            </AriaButton>
            <span className={classNames(styles["size"])}>
              {group.kind === "mount" ? "no upload" : formatBytes(group.size)}
            </span>
          </PlanLine>
          <DisclosurePanel>
            {isExpanded && (
              <ul className={classNames(styles["blobs"])}>
                {group.blobs.map((blob) => (
                  <li key={blob.digest} className={classNames(styles["blob"])}>
                    <Digest digest={blob.digest} of="the blob" />
                    <span title={blob.mediaType}>{mediaTypeName(blob.mediaType)}</span>
                    <span className={classNames(styles["size"])}>{formatBytes(blob.size)}</span>
                  </li>
                ))}
              </ul>
            )}
          </DisclosurePanel>
        </>
      )}
    </Disclosure>
  );
}
