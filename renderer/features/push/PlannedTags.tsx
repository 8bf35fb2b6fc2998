import { Lock } from "lucide-react";
import type { Plan, PushOutcome, TagDrop, TagMove } from "../../../shared/plan.ts";
import { Digest } from "../../image/Digest.tsx";
import { classNames } from "../../ui/classNames.ts";
import { countOf } from "../../../shared/countOf.ts";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { describeDrop } from "./describeDrop.ts";
import { ExpandableLine } from "./ExpandableLine.tsx";
import { PlanLine } from "./PlanLine.tsx";
import { progressOf, tagPieces } from "./planProgress.ts";
import styles from "./PlanView.module.css";
import type { Steps } from "./pushQueueStore.ts";
import { TagResult, UnplannedDigest } from "./TagResult.tsx";
import { TagDifference } from "./TagDifference.tsx";

/** With more digest tags than this in a repository, they are grouped. */
const maxUngrouped = 3;

/** The digest of a tag before and after the push. */
function PlannedMove({ move: { before, after, tag } }: { readonly move: TagMove }) {
  return (
    <>
      {before === null ? (
        <span className={classNames(styles["new"])}>new tag</span>
      ) : (
        <Digest digest={before} of={`${tag} before the push`} />
      )}
      {before === after ? (
        <span>unchanged</span>
      ) : (
        <>
          <span aria-label="becomes" role="img">
            →
          </span>
          <Digest digest={after} of={`${tag} after push`} />
        </>
      )}
    </>
  );
}

interface TagLineProps {
  readonly plan: Plan;
  readonly move: TagMove;
  readonly drop: TagDrop | undefined;
  readonly steps: Steps;
  readonly result: PushOutcome | undefined;
}

function TagLine({ plan, move, drop, steps, result }: TagLineProps) {
  const { state } = progressOf(tagPieces([move]), steps);
  const outcome = result?.tags.find((each) => each.move.name === move.name);
  const isOther = outcome?.kind === "untouched" || outcome?.kind === "unknown";
  const dropped = describeDrop(drop);
  return (
    <li className={classNames(styles["item"])}>
      <PlanLine state={state} share={state === "done" ? 1 : 0}>
        <span className={classNames(styles["words"], styles["tag"])}>
          <UntrustedText text={move.tag} />
        </span>
        {move.noClobber && (
          <span className={classNames(styles["guarded"])}>
            <Lock size={11} aria-hidden /> never overwritten
          </span>
        )}
        {dropped !== "" && <span className={classNames(styles["overwrite"])}>{dropped}</span>}
        <span className={classNames(styles["move"])}>
          {isOther ? <UnplannedDigest outcome={outcome} /> : <PlannedMove move={move} />}
        </span>
        {outcome !== undefined && result !== undefined && (
          <TagResult kind={plan.kind} outcome={outcome} journalId={result.journalId} />
        )}
      </PlanLine>
    </li>
  );
}

interface PlannedTagsProps {
  readonly plan: Plan;
  readonly tags: readonly TagMove[];
  readonly steps: Steps;
  /** Set once the push ended. */
  readonly result: PushOutcome | undefined;
}

/**
 * The tags planned for a repository: a line each, and what changes under those that have the same digest now. Digest
 * tags, which belong to signatures, follow; many of them are on one line.
 */
export function PlannedTags({ plan, tags, steps, result }: PlannedTagsProps) {
  const isDigestTag = ({ after }: TagMove): boolean => after !== plan.root.digest;
  const digestTags = tags.filter((move) => isDigestTag(move));
  const byContent = Map.groupBy(
    tags.filter((move) => !isDigestTag(move)),
    ({ before }) => before,
  );
  const lines = (moves: readonly TagMove[]) =>
    moves.map((move) => (
      <TagLine
        key={move.name}
        plan={plan}
        move={move}
        result={result}
        drop={plan.drops?.find(({ name }) => name === move.name)}
        steps={steps}
      />
    ));
  return (
    <>
      {[...byContent].map(([before, moves]) => (
        <div key={before ?? ""} className={classNames(styles["tagGroup"])}>
          <ul aria-label="Tags">{lines(moves)}</ul>
          {before !== plan.root.digest && <TagDifference plan={plan} before={before} />}
        </div>
      ))}
      {digestTags.length > maxUngrouped ? (
        <ExpandableLine
          progress={progressOf(tagPieces(digestTags), steps)}
          summary={countOf(digestTags.length, "digest tag")}
          size=""
        >
          {lines(digestTags)}
        </ExpandableLine>
      ) : (
        <ul>{lines(digestTags)}</ul>
      )}
    </>
  );
}
