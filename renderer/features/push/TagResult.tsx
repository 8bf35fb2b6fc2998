import type { Plan, PushOutcome, TagOutcome } from "../../../shared/plan.ts";
import { Digest } from "../../image/Digest.tsx";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import styles from "./PlanView.module.css";
import { usePush } from "./pushStore.ts";

function describeOutcome(outcome: TagOutcome, kind: Plan["kind"]): string {
  switch (outcome.kind) {
    case "moved":
      if (kind === "restore") {
        return "restored";
      }
      return outcome.move.before === null ? "created" : "moved";
    case "same":
      return "already up to date";
    case "untouched":
      if (outcome.now !== undefined) {
        return "moved by another client";
      }
      return outcome.move.before === null ? "not created" : "unchanged";
    case "unknown":
      return "sent, not confirmed";
  }
}

/** What a tag points to after the push, where it is not what was planned. */
export function UnplannedDigest({ outcome }: { readonly outcome: TagOutcome }) {
  if (outcome.kind !== "untouched") {
    return <span>unknown</span>;
  }
  const { move, now } = outcome;
  const digest = now === undefined ? move.before : now;
  return digest === null ? <span>no such tag</span> : <Digest digest={digest} of={move.name} />;
}

interface TagResultProps {
  readonly kind: Plan["kind"];
  readonly outcome: TagOutcome;
  readonly journalId: PushOutcome["journalId"];
}

/** What a push did to a tag, and the button that restores it if there is something to restore. */
export function TagResult({ kind, outcome, journalId }: TagResultProps) {
  const { before, name } = outcome.move;
  return (
    <>
      <span className={classNames(styles["result"], styles[outcome.kind])}>
        {describeOutcome(outcome, kind)}
      </span>
      {outcome.kind === "moved" && before !== null && (
        <Button
          small
          aria-label={`Restore ${name}…`}
          onPress={() => usePush.getState().makePlan({ kind: "restore", journalId, name })}
        >
          Restore…
        </Button>
      )}
    </>
  );
}
