import { contentStepId } from "../../../shared/progress.ts";
import { Digest } from "../../image/Digest.tsx";
import { mediaTypeName } from "../../image/mediaTypeName.ts";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { formatBytes } from "../../ui/format.ts";
import { countOf } from "../../../shared/countOf.ts";
import { ExpandableLine } from "./ExpandableLine.tsx";
import type { BlobGroup } from "./groupBlobs.ts";
import { progressOf } from "./planProgress.ts";
import styles from "./PlanView.module.css";
import type { Steps } from "./pushQueueStore.ts";

function describeGroup(group: BlobGroup): string {
  const blobs = countOf(group.blobs.length, "blob");
  switch (group.kind) {
    case "exists":
      return `${blobs} already ${group.blobs.length === 1 ? "exists" : "exist"}`;
    case "mount":
      return `${blobs} mounted from ${group.from ?? ""}`;
    case "copy":
      return `${blobs} copied from ${group.from ?? ""}`;
    case "create":
      return `${countOf(group.blobs.length, "edited config")} created`;
    case "skip":
      return `${countOf(group.blobs.length, "foreign layer")} not copied: registries do not store foreign layers`;
  }
}

interface PlannedBlobsProps {
  readonly group: BlobGroup;
  readonly repository: string;
  readonly steps: Steps;
}

const skipped = { state: "skipped", share: 0 } as const;

/** Blobs with the same action on one line that expands to a line for each blob. */
export function PlannedBlobs({ group, repository, steps }: PlannedBlobsProps) {
  const isPushed = group.kind !== "exists" && group.kind !== "skip";
  const pieces = group.blobs.map(({ digest, size }) => ({
    id: contentStepId(repository, digest),
    size,
  }));
  return (
    <ExpandableLine
      progress={group.kind === "skip" ? skipped : progressOf(isPushed ? pieces : [], steps)}
      summary={describeGroup(group)}
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
