import type { Plan, RepositoryPlan, TagDrop, TagMove } from "../../../shared/plan.ts";
import { DigestText } from "../../image/Digest.tsx";
import { classNames } from "../../ui/classNames.ts";
import { countOf, formatBytes } from "../../ui/format.ts";
import { describeDrop } from "./describeDrop.ts";
import { StateMark, stateWords } from "./PlanLine.tsx";
import styles from "./RepositoryTable.module.css";
import { type PlanTotals, sumPlan } from "./planTotals.ts";
import { type PieceProgress, piecesOf, progressOf } from "./planProgress.ts";
import type { Steps } from "./pushStore.ts";
import { UntrustedText } from "../../ui/UntrustedText.tsx";

/** How many tags of a repository are named in the table; the details below have all. */
const mostTags = 4;

function contentLines(sums: PlanTotals): readonly string[] {
  const lines = [
    sums.copiedBlobs > 0 ? `${sums.copiedBlobs} to copy, ${formatBytes(sums.copiedBytes)}` : "",
    sums.mountedBlobs > 0 ? `${sums.mountedBlobs} linked, no upload` : "",
    sums.presentBlobs > 0 ? `${sums.presentBlobs} there` : "",
  ].filter(Boolean);
  return lines.length === 0 && sums.foreignLayers === 0 ? ["nothing to copy"] : lines;
}

function manifestLines(sums: PlanTotals): readonly string[] {
  return [
    sums.putManifests > 0 ? `${sums.putManifests} to put` : "",
    sums.putAttestations > 0 ? `incl. ${countOf(sums.putAttestations, "attestation")}` : "",
    sums.putReferrers > 0 ? `incl. ${countOf(sums.putReferrers, "referrer")}` : "",
    sums.presentManifests > 0 ? `${sums.presentManifests} there` : "",
  ].filter(Boolean);
}

function Lines({ lines }: { readonly lines: readonly string[] }) {
  return lines.map((line) => <div key={line}>{line}</div>);
}

function TagMoveText({
  move,
  drop,
}: {
  readonly move: TagMove;
  readonly drop: TagDrop | undefined;
}) {
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
            <DigestText digest={before} />
          </span>
        )}
        {before === after ? (
          " stays"
        ) : (
          <>
            <span aria-label="becomes" role="img">
              {" → "}
            </span>
            <span className={classNames(styles["digest"])}>
              <DigestText digest={after} />
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

function Tags({ sums, drops }: { readonly sums: PlanTotals; readonly drops: readonly TagDrop[] }) {
  const tags = [...sums.created, ...sums.moved, ...sums.same];
  const more = tags.length - mostTags;
  return (
    <ul>
      {tags.slice(0, mostTags).map((move) => (
        <TagMoveText
          key={move.name}
          move={move}
          drop={drops.find(({ name }) => name === move.name)}
        />
      ))}
      {more > 0 && <li className={classNames(styles["more"])}>and {countOf(more, "more tag")}</li>}
      {sums.digestTags.length > 0 && (
        <li className={classNames(styles["more"])}>
          {countOf(sums.digestTags.length, "signature tag")}
        </li>
      )}
      {tags.length === 0 && <li className={classNames(styles["more"])}>no tag, by digest only</li>}
    </ul>
  );
}

function stateText({ state, share }: PieceProgress): string {
  if (state !== "running") {
    return stateWords[state];
  }
  // Tags move when every repository has its content.
  return share === 1 ? "content there" : `${Math.floor(share * 100)} %`;
}

function RepositoryRow({
  plan,
  part,
  steps,
}: {
  readonly plan: Plan;
  readonly part: RepositoryPlan;
  readonly steps: Steps;
}) {
  const sums = sumPlan(plan, [part]);
  const progress = progressOf(piecesOf(part), steps);
  return (
    <tr>
      <th scope="row" className={classNames(styles["name"])}>
        <UntrustedText text={part.repository} />
      </th>
      <td>
        <Lines lines={contentLines(sums)} />
        {sums.foreignLayers > 0 && (
          <div className={classNames(styles["loss"])}>
            {countOf(sums.foreignLayers, "foreign layer")} left out
          </div>
        )}
      </td>
      <td>
        <Lines lines={manifestLines(sums)} />
      </td>
      <td>
        <Tags sums={sums} drops={plan.drops ?? []} />
      </td>
      <td>
        <span className={classNames(styles["state"])}>
          <StateMark state={progress.state} />
          <span aria-hidden={progress.state !== "running"}>{stateText(progress)}</span>
        </span>
      </td>
    </tr>
  );
}

/** What happens in each of several repositories, in one table; while it happens, how far each is. */
export function RepositoryTable({ plan, steps }: { readonly plan: Plan; readonly steps: Steps }) {
  return (
    <table className={classNames(styles["matrix"])} aria-label="Repositories">
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
  );
}
