import type { PlanRoot } from "../../../shared/plan.ts";
import { contentStepId } from "../../../shared/progress.ts";
import { Digest } from "../../image/Digest.tsx";
import { mediaTypeName } from "../../image/mediaTypeName.ts";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { formatBytes } from "../../ui/format.ts";
import { countOf } from "../../../shared/countOf.ts";
import { CreatedLine } from "./CreatedJson.tsx";
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
  /** The bytes of edited configs, by digest. */
  readonly created: ReadonlyMap<string, PlanRoot>;
}

const skipped = { state: "skipped", share: 0 } as const;

/** Blobs with the same action on one line that expands to a line for each blob. */
export function PlannedBlobs({ group, repository, steps, created }: PlannedBlobsProps) {
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
      {group.blobs.map((blob) => {
        const content = group.kind === "create" ? created.get(blob.digest) : undefined;
        const digest = <Digest digest={blob.digest} of="the blob" />;
        const type = (
          <span title={escapeInvisible(blob.mediaType)}>{mediaTypeName(blob.mediaType)}</span>
        );
        const size = <span className={classNames(styles["size"])}>{formatBytes(blob.size)}</span>;
        return content === undefined ? (
          <li key={blob.digest} className={classNames(styles["blob"])}>
            {digest}
            {type}
            {size}
          </li>
        ) : (
          <li key={blob.digest}>
            <CreatedLine
              content={content}
              name="the config"
              progress={progressOf(
                [{ id: contentStepId(repository, blob.digest), size: 0 }],
                steps,
              )}
              words={<span className={classNames(styles["words"])}>{type}</span>}
            >
              {digest}
              {size}
            </CreatedLine>
          </li>
        );
      })}
    </ExpandableLine>
  );
}
