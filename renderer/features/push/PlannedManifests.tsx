import type { PlannedManifest } from "../../../shared/plan.ts";
import { Digest } from "../../image/Digest.tsx";
import { ManifestSize } from "../../image/ManifestSize.tsx";
import { mediaTypeName } from "../../image/mediaTypeName.ts";
import { classNames } from "../../ui/classNames.ts";
import { countOf, formatBytes } from "../../ui/format.ts";
import { ExpandableLine } from "./ExpandableLine.tsx";
import { PlanLine } from "./PlanLine.tsx";
import styles from "./PlanView.module.css";
import { progressOf, contentStep } from "./planProgress.ts";
import type { Steps } from "./pushStore.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";

/** How many manifests a repository's part shows one by one. */
const mostLines = 12;

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
}

function piecesOf(manifests: readonly PlannedManifest[], repository: string) {
  return manifests
    .filter(({ action }) => action.kind !== "exists")
    .map(({ digest, size }) => ({ id: contentStep(repository, digest), size }));
}

function ManifestLine({
  manifest,
  repository,
  steps,
}: Omit<PlannedManifestsProps, "manifests"> & { readonly manifest: PlannedManifest }) {
  const { state } = progressOf(piecesOf([manifest], repository), steps);
  return (
    <li className={classNames(styles["item"])}>
      <PlanLine state={state} share={state === "done" ? 1 : 0}>
        <span className={classNames(styles["words"])}>
          {escapeInvisible(manifestName(manifest))}
          {manifest.action.kind === "exists" && (
            <span className={classNames(styles["already"])}> already there</span>
          )}
        </span>
        <Digest digest={manifest.digest} of={manifestName(manifest)} />
        <span className={classNames(styles["size"])}>
          <ManifestSize size={manifest.size} />
        </span>
      </PlanLine>
    </li>
  );
}

const roleNames = {
  child: "image",
  attestation: "attestation",
  referrer: "referrer",
} as const;

/** `298 images to put, 2 already there` */
function foldedWords(manifests: readonly PlannedManifest[], name: string): string {
  const present = manifests.filter(({ action }) => action.kind === "exists").length;
  const put = manifests.length - present;
  if (put === 0) {
    return `${countOf(present, name)} already there`;
  }
  return `${countOf(put, name)} to put${present > 0 ? `, ${present} already there` : ""}`;
}

/** The manifests of a repository's part, one by one, or where they are many by what they are. */
export function PlannedManifests({ manifests, repository, steps }: PlannedManifestsProps) {
  const isLong = manifests.length > mostLines;
  const alone = isLong ? manifests.filter(({ role }) => role === "root") : manifests;
  return (
    <>
      {isLong &&
        (["child", "attestation", "referrer"] as const).map((role) => {
          const members = manifests.filter((manifest) => manifest.role === role);
          return members.length === 0 ? null : (
            <ExpandableLine
              key={role}
              progress={progressOf(piecesOf(members, repository), steps)}
              words={foldedWords(members, roleNames[role])}
              size={formatBytes(members.reduce((sum, { size }) => sum + size, 0))}
            >
              {members.map((manifest) => (
                <ManifestLine
                  key={manifest.digest}
                  manifest={manifest}
                  repository={repository}
                  steps={steps}
                />
              ))}
            </ExpandableLine>
          );
        })}
      <ul>
        {alone.map((manifest) => (
          <ManifestLine
            key={manifest.digest}
            manifest={manifest}
            repository={repository}
            steps={steps}
          />
        ))}
      </ul>
    </>
  );
}
