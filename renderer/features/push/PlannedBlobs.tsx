import { Digest } from "../../image/Digest.tsx";
import { mediaTypeName } from "../../image/mediaTypeName.ts";
import { classNames } from "../../ui/classNames.ts";
import { countOf, formatBytes } from "../../ui/format.ts";
import { ExpandableLine } from "./ExpandableLine.tsx";
import type { BlobGroup } from "./groupBlobs.ts";
import styles from "./PlanView.module.css";
import { progressOf, contentStep } from "./planProgress.ts";
import type { Steps } from "./pushStore.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";

function groupWords(group: BlobGroup): string {
  const blobs = countOf(group.blobs.length, "blob");
  switch (group.kind) {
    case "exists":
      return `${blobs} already there`;
    case "mount":
      return `${blobs} linked from ${group.from ?? ""}`;
    case "copy":
      return `${blobs} copied from ${group.from ?? ""}`;
    case "skip":
      return `${countOf(group.blobs.length, "foreign layer")} left out: no registry holds them, only their URLs do`;
  }
}

interface PlannedBlobsProps {
  readonly group: BlobGroup;
  readonly repository: string;
  readonly steps: Steps;
}

/** Blobs that meet the same fate: one line, each of them when it is opened. */
export function PlannedBlobs({ group, repository, steps }: PlannedBlobsProps) {
  const isSent = group.kind === "copy" || group.kind === "mount";
  const pieces = group.blobs.map(({ digest, size }) => ({
    id: contentStep(repository, digest),
    size,
  }));
  return (
    <ExpandableLine
      progress={group.kind === "skip" ? lost : progressOf(isSent ? pieces : [], steps)}
      words={groupWords(group)}
      size={group.kind === "mount" ? "no upload" : formatBytes(group.size)}
    >
      {group.blobs.map((blob) => (
        <li key={blob.digest} className={classNames(styles["blob"])}>
          <Digest digest={blob.digest} of="the blob" />
          <span title={escapeInvisible(blob.mediaType)}>{mediaTypeName(blob.mediaType)}</span>
          <span className={classNames(styles["size"])}>{formatBytes(blob.size)}</span>
        </li>
      ))}
    </ExpandableLine>
  );
}

const lost = { state: "lost", share: 0 } as const;
