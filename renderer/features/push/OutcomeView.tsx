import type { Plan, PushOutcome, TagOutcome } from "../../../shared/plan.ts";
import { CommandText } from "../../image/CommandText.tsx";
import { Digest } from "../../image/Digest.tsx";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { countOf, formatBytes } from "../../ui/format.ts";
import { Note } from "../../ui/Note.tsx";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import { describeUnfinishedPush } from "./describeUnfinishedPush.ts";
import styles from "./OutcomeView.module.css";
import { RepositoryOutcomes } from "./RepositoryOutcomes.tsx";
import { usePush } from "./pushStore.ts";
import { UntrustedText } from "../../ui/UntrustedText.tsx";

function outcomeWords(outcome: TagOutcome, restored: boolean): string {
  switch (outcome.kind) {
    case "moved":
      if (restored) {
        return "put back";
      }
      return outcome.move.before === null ? "created" : "moved";
    case "same":
      return "held it already";
    case "untouched":
      if (outcome.now !== undefined) {
        return "moved by somebody else";
      }
      return outcome.move.before === null ? "not created" : "untouched";
    case "unknown":
      return "sent, not confirmed";
  }
}

/** What a tag holds after the push. */
function Holds({ outcome }: { readonly outcome: TagOutcome }) {
  const { move } = outcome;
  if (outcome.kind === "unknown") {
    return <span>not known</span>;
  }
  const digest =
    outcome.kind !== "untouched"
      ? move.after
      : outcome.now === undefined
        ? move.before
        : outcome.now;
  return digest === null ? <span>no such tag</span> : <Digest digest={digest} of={move.name} />;
}

interface TagRowProps {
  readonly outcome: TagOutcome;
  readonly restored: boolean;
  /** Opens the review of putting it back; null where there is nothing to put back. */
  readonly undo: (() => void) | null;
}

function TagRow({ outcome, restored, undo }: TagRowProps) {
  return (
    <li className={classNames(styles["tag"])}>
      <span className={classNames(styles["name"])} data-selectable>
        <UntrustedText text={outcome.move.name} />
      </span>
      <span className={classNames(styles["what"], styles[outcome.kind])}>
        {outcomeWords(outcome, restored)}
      </span>
      <Holds outcome={outcome} />
      {undo !== null && (
        <Button small aria-label={`Undo the move of ${outcome.move.name}…`} onPress={undo}>
          Undo…
        </Button>
      )}
    </li>
  );
}

interface OutcomeViewProps {
  readonly plan: Plan;
  readonly outcome: PushOutcome;
}

/** What a push did: whatever failed, it tells the truth about each repository and tag. */
export function OutcomeView({ plan, outcome }: OutcomeViewProps) {
  const { failure, journalId } = outcome;
  const { makePlan } = usePush.getState();
  const missing = describeUnfinishedPush(outcome);
  const command = failure === undefined ? plan.command : "";
  return (
    <div className={classNames(styles["outcome"])}>
      {failure !== undefined &&
        (failure.code === "cancelled" ? (
          // What the person asked for is nothing that failed.
          <Note look="note" message={[failure.message, failure.hint].filter(Boolean).join(" ")} />
        ) : (
          <RequestFailure failure={failure} />
        ))}
      {missing !== null && <p data-selectable>{missing}</p>}
      <div className={classNames(styles["root"])}>
        <code data-selectable>{outcome.root.digest}</code>
        <CopyButton text={outcome.root.digest} label="Copy digest" />
      </div>
      <RepositoryOutcomes outcome={outcome} />
      {outcome.tags.length > 0 && (
        <ul aria-label="Tags" className={classNames(styles["tags"])}>
          {outcome.tags.map((tag) => (
            <TagRow
              key={tag.move.name}
              outcome={tag}
              restored={plan.kind === "restore"}
              undo={
                tag.kind === "moved" && tag.move.before !== null
                  ? () => makePlan({ kind: "restore", journalId, name: tag.move.name })
                  : null
              }
            />
          ))}
        </ul>
      )}
      <p className={classNames(styles["facts"])}>
        {formatBytes(outcome.copiedBytes)} copied
        {outcome.mountedBlobs > 0 ? `, ${countOf(outcome.mountedBlobs, "blob")} linked.` : "."}
      </p>
      {command !== "" && (
        <div className={classNames(styles["command"])}>
          <p className={classNames(styles["facts"])}>The same with docker buildx:</p>
          <CommandText command={command} />
        </div>
      )}
    </div>
  );
}
