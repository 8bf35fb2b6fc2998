import { Lock } from "lucide-react";
import type { Plan, TagDrop, TagMove } from "../../../shared/plan.ts";
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
import { TagDifference } from "./TagDifference.tsx";

/** With more digest tags than this in a repository, they are grouped. */
const maxUngrouped = 3;

interface TagLineProps {
  readonly move: TagMove;
  readonly drop: TagDrop | undefined;
  readonly steps: Steps;
}

function TagLine({ move, drop, steps }: TagLineProps) {
  const { state } = progressOf(tagPieces([move]), steps);
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
          {move.before === null ? (
            <span className={classNames(styles["new"])}>new tag</span>
          ) : (
            <Digest digest={move.before} of={`the current ${move.tag}`} />
          )}
          {state === "nothing" ? (
            <span>unchanged</span>
          ) : (
            <>
              <span aria-label="becomes" role="img">
                →
              </span>
              <Digest digest={move.after} of={`${move.tag} after push`} />
            </>
          )}
        </span>
      </PlanLine>
    </li>
  );
}

interface PlannedTagsProps {
  readonly plan: Plan;
  readonly tags: readonly TagMove[];
  readonly steps: Steps;
}

/**
 * The tags planned for a repository: a line each, and what changes under those that have the same digest now. Digest
 * tags, which belong to signatures, follow; many of them are on one line.
 */
export function PlannedTags({ plan, tags, steps }: PlannedTagsProps) {
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
        move={move}
        drop={plan.drops?.find(({ name }) => name === move.name)}
        steps={steps}
      />
    ));
  return (
    <>
      {[...byContent].map(([before, moves]) => (
        <div key={before ?? ""} className={classNames(styles["tagGroup"])}>
          <ul>{lines(moves)}</ul>
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
