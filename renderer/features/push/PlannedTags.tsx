import { Lock } from "lucide-react";
import type { TagDrop, TagMove } from "../../../shared/plan.ts";
import { Digest } from "../../image/Digest.tsx";
import { classNames } from "../../ui/classNames.ts";
import { countOf } from "../../ui/format.ts";
import { describeDrop } from "./describeDrop.ts";
import { ExpandableLine } from "./ExpandableLine.tsx";
import { PlanLine } from "./PlanLine.tsx";
import styles from "./PlanView.module.css";
import { progressOf } from "./planProgress.ts";
import type { Steps } from "./pushStore.ts";
import { UntrustedText } from "../../ui/UntrustedText.tsx";

/** How many tags of signatures are shown one by one. */
const mostDigestTags = 3;

function pieceOf({ name, before, after }: TagMove) {
  return before === after ? [] : [{ id: name, size: 0 }];
}

interface TagLineProps {
  readonly move: TagMove;
  readonly drop: TagDrop | undefined;
  readonly steps: Steps;
}

function TagLine({ move, drop, steps }: TagLineProps) {
  const { state } = progressOf(pieceOf(move), steps);
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
            <Digest digest={move.before} of={`${move.tag} now`} />
          )}
          {state === "nothing" ? (
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

interface PlannedTagsProps {
  readonly tags: readonly TagMove[];
  /** The digest that tags of the image name; the others are tags of its signatures. */
  readonly root: string;
  readonly drops: readonly TagDrop[];
  readonly steps: Steps;
}

/** The tags of a repository's part; legacy tags of signatures in one line where they are many. */
export function PlannedTags({ tags, root, drops, steps }: PlannedTagsProps) {
  const digestTags = tags.filter(({ after }) => after !== root);
  const isLong = digestTags.length > mostDigestTags;
  const lines = (moves: readonly TagMove[]) =>
    moves.map((move) => (
      <TagLine
        key={move.name}
        move={move}
        drop={drops.find(({ name }) => name === move.name)}
        steps={steps}
      />
    ));
  return (
    <>
      {isLong && (
        <ExpandableLine
          progress={progressOf(digestTags.flatMap(pieceOf), steps)}
          words={`${countOf(digestTags.length, "tag")} of signatures and the like`}
          size=""
        >
          {lines(digestTags)}
        </ExpandableLine>
      )}
      <ul>{lines(isLong ? tags.filter(({ after }) => after === root) : tags)}</ul>
    </>
  );
}
