import type { Plan, RepositoryPlan, TagDrop, TagMove } from "../../../shared/plan.ts";
import { Digest, FullDigests } from "../../image/Digest.tsx";
import { classNames } from "../../ui/classNames.ts";
import { formatBytes } from "../../ui/format.ts";
import { countOf } from "../../../shared/countOf.ts";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { describeDrop } from "./describeDrop.ts";
import { StateIcon, stateLabels } from "./PlanLine.tsx";
import { type PieceProgress, piecesOf, progressOf } from "./planProgress.ts";
import { type PlanTotals, sumPlan } from "./planTotals.ts";
import type { Steps } from "./pushQueueStore.ts";
import styles from "./RepositoryTable.module.css";

/** The maximum number of tags that the table names for a repository; the details below list all. */
const maxTags = 4;

function describeBlobs(totals: PlanTotals): readonly string[] {
  const lines = [
    totals.copiedBlobs > 0
      ? `${totals.copiedBlobs} to copy, ${formatBytes(totals.copiedBytes)}`
      : "",
    totals.mountedBlobs > 0 ? `${totals.mountedBlobs} mounted` : "",
    totals.existingBlobs > 0 ? `${totals.existingBlobs} existing` : "",
  ].filter(Boolean);
  return lines.length === 0 && totals.foreignLayers === 0 ? ["nothing to copy"] : lines;
}

function describeManifests(totals: PlanTotals): readonly string[] {
  return [
    totals.pushedManifests > 0 ? `${totals.pushedManifests} to push` : "",
    totals.pushedAttestations > 0
      ? `incl. ${countOf(totals.pushedAttestations, "attestation")}`
      : "",
    totals.pushedReferrers > 0 ? `incl. ${countOf(totals.pushedReferrers, "referrer")}` : "",
    totals.existingManifests > 0 ? `${totals.existingManifests} existing` : "",
  ].filter(Boolean);
}

function Lines({ lines }: { readonly lines: readonly string[] }) {
  return lines.map((line) => <div key={line}>{line}</div>);
}

function TagItem({ move, drop }: { readonly move: TagMove; readonly drop: TagDrop | undefined }) {
  const { tag, before, after } = move;
  const dropped = describeDrop(drop);
  return (
    <li className={classNames(styles["tag"])}>
      <span className={classNames(styles["tagName"])}>
        <UntrustedText text={tag} />
      </span>
      <span>
        {before === null ? (
          "new"
        ) : (
          <span className={classNames(styles["digest"])}>
            <Digest digest={before} of={`${tag} before the push`} />
          </span>
        )}
        {before === after ? (
          " unchanged"
        ) : (
          <>
            <span aria-label="becomes" role="img">
              {" → "}
            </span>
            <span className={classNames(styles["digest"])}>
              <Digest digest={after} of={`${tag} after push`} />
            </span>
          </>
        )}
      </span>
      {dropped !== "" && (
        <span className={classNames(styles["loss"], styles["overwrite"])}>{dropped}</span>
      )}
    </li>
  );
}

function Tags({
  totals,
  drops,
}: {
  readonly totals: PlanTotals;
  readonly drops: readonly TagDrop[];
}) {
  const tags = [...totals.created, ...totals.moved, ...totals.unchanged];
  const more = tags.length - maxTags;
  return (
    <ul>
      {tags.slice(0, maxTags).map((move) => (
        <TagItem key={move.name} move={move} drop={drops.find(({ name }) => name === move.name)} />
      ))}
      {more > 0 && <li className={classNames(styles["more"])}>and {countOf(more, "more tag")}</li>}
      {totals.digestTags.length > 0 && (
        <li className={classNames(styles["more"])}>
          {countOf(totals.digestTags.length, "digest tag")}
        </li>
      )}
      {tags.length === 0 && <li className={classNames(styles["more"])}>no tag, by digest only</li>}
    </ul>
  );
}

function describeProgress({ state, share }: PieceProgress): string {
  if (state !== "running") {
    return stateLabels[state];
  }
  // Tags move only after the content of all repositories is pushed.
  return share === 1 ? "content pushed" : `${Math.floor(share * 100)}%`;
}

interface RepositoryRowProps {
  readonly plan: Plan;
  readonly part: RepositoryPlan;
  readonly steps: Steps;
}

function RepositoryRow({ plan, part, steps }: RepositoryRowProps) {
  const totals = sumPlan(plan, [part]);
  const progress = progressOf(piecesOf(part), steps);
  return (
    <tr>
      <th scope="row" className={classNames(styles["name"])}>
        <UntrustedText text={part.repository} />
      </th>
      <td>
        <Lines lines={describeBlobs(totals)} />
        {totals.foreignLayers > 0 && (
          <div className={classNames(styles["loss"])}>
            {countOf(totals.foreignLayers, "foreign layer")} not copied
          </div>
        )}
      </td>
      <td>
        <Lines lines={describeManifests(totals)} />
      </td>
      <td>
        <Tags totals={totals} drops={plan.drops ?? []} />
      </td>
      <td>
        <span className={classNames(styles["state"])}>
          <StateIcon state={progress.state} />
          <span aria-hidden={progress.state !== "running"}>{describeProgress(progress)}</span>
        </span>
      </td>
    </tr>
  );
}

/** A table of the repositories of a plan: content, tags, and the progress while the plan is executed. */
export function RepositoryTable({ plan, steps }: { readonly plan: Plan; readonly steps: Steps }) {
  return (
    // The details below show the digests in full.
    <FullDigests value={false}>
      <table className={classNames(styles["table"])} aria-label="Repositories">
        <thead>
          <tr>
            <th scope="col">Repository</th>
            <th scope="col">Blobs</th>
            <th scope="col">Manifests</th>
            <th scope="col">Tags</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {plan.repositories.map((part) => (
            <RepositoryRow key={part.repository} plan={plan} part={part} steps={steps} />
          ))}
        </tbody>
      </table>
    </FullDigests>
  );
}
