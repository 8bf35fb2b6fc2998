import { useMemo } from "react";
import type { Plan, PlannedManifest, RepositoryPlan, TagMove } from "../../../shared/plan.ts";
import { Digest } from "../../image/Digest.tsx";
import { mediaTypeName } from "../../image/mediaTypeName.ts";
import { classNames } from "../../ui/classNames.ts";
import { countOf } from "../../ui/countOf.ts";
import { formatBytes } from "../../ui/formatBytes.ts";
import { BlobLines } from "./BlobLines.tsx";
import { groupBlobs } from "./groupBlobs.ts";
import { type LineState, PlanLine } from "./PlanLine.tsx";
import { planTotals } from "./planTotals.ts";
import styles from "./PlanView.module.css";
import { contentStep } from "./stepId.ts";
import type { Steps } from "./store.ts";

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
      return "referrer (attestation or signature)";
  }
}

function stepState(steps: Steps, id: string): LineState {
  return steps[id]?.state ?? "planned";
}

interface ManifestLineProps {
  readonly manifest: PlannedManifest;
  readonly repository: string;
  readonly steps: Steps;
}

function ManifestLine({ manifest, repository, steps }: ManifestLineProps) {
  const state =
    manifest.action.kind === "exists"
      ? "nothing"
      : stepState(steps, contentStep(repository, manifest.digest));
  return (
    <li className={classNames(styles["item"])}>
      <PlanLine state={state} share={state === "done" ? 1 : 0}>
        <span className={classNames(styles["words"])}>
          {manifestName(manifest)}
          {manifest.action.kind === "exists" && (
            <span className={classNames(styles["already"])}> already there</span>
          )}
        </span>
        <Digest digest={manifest.digest} of={manifestName(manifest)} />
        <span className={classNames(styles["size"])}>{formatBytes(manifest.size)}</span>
      </PlanLine>
    </li>
  );
}

function TagLine({ move, steps }: { readonly move: TagMove; readonly steps: Steps }) {
  const same = move.before === move.after;
  const state = same ? "nothing" : stepState(steps, move.name);
  return (
    <li className={classNames(styles["item"])}>
      <PlanLine state={state} share={state === "done" ? 1 : 0}>
        <span className={classNames(styles["words"], styles["tag"])}>{move.tag}</span>
        <span className={classNames(styles["move"])}>
          {move.before === null ? (
            <span className={classNames(styles["new"])}>new tag</span>
          ) : (
            <Digest digest={move.before} of={`${move.tag} now`} />
          )}
          {same ? (
            <span>stays</span>
          ) : (
            <>
              <span aria-label="becomes" role="img">
                →
              </span>
              <Digest digest={move.after} of={`${move.tag} then`} />
            </>
          )}
        </span>
      </PlanLine>
    </li>
  );
}

interface RepositoryViewProps {
  readonly plan: RepositoryPlan;
  readonly steps: Steps;
}

function RepositoryView({ plan, steps }: RepositoryViewProps) {
  const groups = useMemo(() => groupBlobs(plan.blobs), [plan.blobs]);
  return (
    <section className={classNames(styles["repository"])} aria-label={plan.repository}>
      <h3 className={classNames(styles["name"])}>{plan.repository}</h3>
      {groups.length > 0 && (
        <div className={classNames(styles["part"])}>
          <h4>Blobs</h4>
          <div>
            {groups.map((group) => (
              <BlobLines
                key={`${group.kind} ${group.from ?? ""}`}
                group={group}
                repository={plan.repository}
                steps={steps}
              />
            ))}
          </div>
        </div>
      )}
      <div className={classNames(styles["part"])}>
        <h4>Manifests</h4>
        <ul>
          {plan.manifests.map((manifest) => (
            <ManifestLine
              key={manifest.digest}
              manifest={manifest}
              repository={plan.repository}
              steps={steps}
            />
          ))}
        </ul>
      </div>
      <div className={classNames(styles["part"])}>
        <h4>Tags</h4>
        <ul>
          {plan.tags.map((move) => (
            <TagLine key={move.name} move={move} steps={steps} />
          ))}
        </ul>
      </div>
    </section>
  );
}

/** What a plan comes to, in one line. */
export function totalWords(plan: Plan): string {
  const totals = planTotals(plan);
  return [
    totals.copiedBlobs > 0
      ? `${formatBytes(totals.copiedBytes)} to copy in ${countOf(totals.copiedBlobs, "blob")}`
      : "No blob to copy",
    totals.mountedBlobs > 0 ? `${totals.mountedBlobs} to mount` : "",
    totals.putManifests > 0
      ? `${countOf(totals.putManifests, "manifest")} to put`
      : "no manifest to put",
  ]
    .filter(Boolean)
    .join(" · ");
}

/** A plan, repository by repository: blobs first, then manifests, tags last, as it will be done. */
export function PlanView({ plan, steps }: { readonly plan: Plan; readonly steps: Steps }) {
  return plan.repositories.map((repository) => (
    <RepositoryView key={repository.repository} plan={repository} steps={steps} />
  ));
}
