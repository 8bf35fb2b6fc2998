import type { PlannedManifest, PlanRoot } from "../../../shared/plan.ts";
import { contentStepId } from "../../../shared/progress.ts";
import { Digest } from "../../image/Digest.tsx";
import { ManifestSize } from "../../image/ManifestSize.tsx";
import { mediaTypeName } from "../../image/mediaTypeName.ts";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { formatBytes } from "../../ui/format.ts";
import { countOf } from "../../../shared/countOf.ts";
import { CreatedLine } from "./CreatedJson.tsx";
import { ExpandableLine } from "./ExpandableLine.tsx";
import { progressOf } from "./planProgress.ts";
import { PlanLine } from "./PlanLine.tsx";
import styles from "./PlanView.module.css";
import type { Steps } from "./pushQueueStore.ts";

/** With more manifests than this in a repository, they are grouped by role. */
const maxUngrouped = 12;

function manifestName(manifest: PlannedManifest): string {
  switch (manifest.role) {
    case "root":
      return mediaTypeName(manifest.mediaType);
    case "child":
      return manifest.platform ?? mediaTypeName(manifest.mediaType);
    case "attestation":
      return manifest.platform === undefined
        ? "attestation"
        : `attestation of ${manifest.platform}`;
    case "referrer":
      return manifest.platform === undefined
        ? "referrer (attestation or signature)"
        : `referrer of ${manifest.platform} (attestation or signature)`;
  }
}

interface PlannedManifestsProps {
  readonly manifests: readonly PlannedManifest[];
  readonly repository: string;
  readonly steps: Steps;
  /** The bytes of those that the push creates, by digest. */
  readonly created: ReadonlyMap<string, PlanRoot>;
}

function piecesOf(manifests: readonly PlannedManifest[], repository: string) {
  return manifests
    .filter(({ action }) => action.kind !== "exists")
    .map(({ digest, size }) => ({ id: contentStepId(repository, digest), size }));
}

function ManifestLine({
  manifest,
  repository,
  steps,
  created,
}: Omit<PlannedManifestsProps, "manifests"> & { readonly manifest: PlannedManifest }) {
  const { state } = progressOf(piecesOf([manifest], repository), steps);
  const progress = { state, share: state === "done" ? 1 : 0 };
  const name = manifestName(manifest);
  const content = created.get(manifest.digest);
  const words = (
    <span className={classNames(styles["words"])}>
      {escapeInvisible(name)}
      {manifest.action.kind === "exists" && (
        <span className={classNames(styles["already"])}> already exists</span>
      )}
      {manifest.action.kind === "build" && manifest.role !== "root" && (
        <span className={classNames(styles["already"])}> edited: created by this push</span>
      )}
    </span>
  );
  const facts = (
    <>
      <Digest digest={manifest.digest} of={name} />
      <span className={classNames(styles["size"])}>
        <ManifestSize size={manifest.size} />
      </span>
    </>
  );
  return content === undefined ? (
    <li className={classNames(styles["item"])}>
      <PlanLine {...progress}>
        {words}
        {facts}
      </PlanLine>
    </li>
  ) : (
    <li>
      <CreatedLine content={content} name={name} progress={progress} words={words}>
        {facts}
      </CreatedLine>
    </li>
  );
}

const roleNames = {
  child: "image",
  attestation: "attestation",
  referrer: "referrer",
} as const;

/** `298 images to push, 2 existing` */
function describeGroup(manifests: readonly PlannedManifest[], name: string): string {
  const existing = manifests.filter(({ action }) => action.kind === "exists").length;
  const pushed = manifests.length - existing;
  if (pushed === 0) {
    return `${countOf(existing, name)} already ${existing === 1 ? "exists" : "exist"}`;
  }
  return `${countOf(pushed, name)} to push${existing > 0 ? `, ${existing} existing` : ""}`;
}

/** The manifests planned for a repository: a line each, or a line for each role if there are many. */
export function PlannedManifests({ manifests, ...context }: PlannedManifestsProps) {
  const { repository, steps } = context;
  const isGrouped = manifests.length > maxUngrouped;
  const ungrouped = isGrouped ? manifests.filter(({ role }) => role === "root") : manifests;
  return (
    <>
      {isGrouped &&
        (["child", "attestation", "referrer"] as const).map((role) => {
          const members = manifests.filter((manifest) => manifest.role === role);
          return members.length === 0 ? null : (
            <ExpandableLine
              key={role}
              progress={progressOf(piecesOf(members, repository), steps)}
              summary={describeGroup(members, roleNames[role])}
              size={formatBytes(members.reduce((sum, { size }) => sum + size, 0))}
            >
              {members.map((manifest) => (
                <ManifestLine key={manifest.digest} manifest={manifest} {...context} />
              ))}
            </ExpandableLine>
          );
        })}
      <ul>
        {ungrouped.map((manifest) => (
          <ManifestLine key={manifest.digest} manifest={manifest} {...context} />
        ))}
      </ul>
    </>
  );
}
