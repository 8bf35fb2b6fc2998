import type { Plan, PushOutcome, TagOutcome } from "../../../shared/plan.ts";
import { CommandText } from "../../image/CommandText.tsx";
import { Digest } from "../../image/Digest.tsx";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { formatBytes } from "../../ui/format.ts";
import { countOf } from "../../../shared/countOf.ts";
import { Note } from "../../ui/Note.tsx";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import { describeUnfinishedPush } from "./describeUnfinishedPush.ts";
import styles from "./OutcomeView.module.css";
import { usePush } from "./pushStore.ts";
import { RepositoryOutcomes } from "./RepositoryOutcomes.tsx";

function describeOutcome(outcome: TagOutcome, isRestore: boolean): string {
  switch (outcome.kind) {
    case "moved":
      if (isRestore) {
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

/** Returns the digest of a tag after the push, or null if the tag does not exist. */
function currentDigest(outcome: Exclude<TagOutcome, { kind: "unknown" }>): string | null {
  if (outcome.kind !== "untouched") {
    return outcome.move.after;
  }
  return outcome.now === undefined ? outcome.move.before : outcome.now;
}

function CurrentDigest({ outcome }: { readonly outcome: TagOutcome }) {
  if (outcome.kind === "unknown") {
    return <span>unknown</span>;
  }
  const digest = currentDigest(outcome);
  return digest === null ? (
    <span>no such tag</span>
  ) : (
    <Digest digest={digest} of={outcome.move.name} />
  );
}

interface TagRowProps {
  readonly outcome: TagOutcome;
  readonly isRestore: boolean;
  /** Opens the review of a restore; absent if there is nothing to restore. */
  readonly onRestore?: (() => void) | undefined;
}

function TagRow({ outcome, isRestore, onRestore }: TagRowProps) {
  return (
    <li className={classNames(styles["tag"])}>
      <span className={classNames(styles["name"])} data-selectable>
        <UntrustedText text={outcome.move.name} />
      </span>
      <span className={classNames(styles["what"], styles[outcome.kind])}>
        {describeOutcome(outcome, isRestore)}
      </span>
      <CurrentDigest outcome={outcome} />
      {onRestore !== undefined && (
        <Button small aria-label={`Restore ${outcome.move.name}…`} onPress={onRestore}>
          Restore…
        </Button>
      )}
    </li>
  );
}

interface OutcomeViewProps {
  readonly plan: Plan;
  readonly outcome: PushOutcome;
}

/** The result of a push: for each repository and tag, also after a failure. */
export function OutcomeView({ plan, outcome }: OutcomeViewProps) {
  const { failure, journalId } = outcome;
  const { makePlan } = usePush.getState();
  const unfinished = describeUnfinishedPush(outcome);
  const command = failure === undefined ? plan.command : "";
  return (
    <div className={classNames(styles["outcome"])}>
      {failure !== undefined &&
        (failure.code === "cancelled" ? (
          // Cancelled by the user: not an error.
          <Note look="note" message={[failure.message, failure.hint].filter(Boolean).join(" ")} />
        ) : (
          <RequestFailure failure={failure} />
        ))}
      {unfinished !== undefined && <p data-selectable>{unfinished}</p>}
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
              isRestore={plan.kind === "restore"}
              onRestore={
                tag.kind === "moved" && tag.move.before !== null
                  ? () => makePlan({ kind: "restore", journalId, name: tag.move.name })
                  : undefined
              }
            />
          ))}
        </ul>
      )}
      <p className={classNames(styles["facts"])}>
        {outcome.copiedBytes > 0 ? `${formatBytes(outcome.copiedBytes)} copied` : "No blobs copied"}
        {outcome.mountedBlobs > 0 ? `, ${countOf(outcome.mountedBlobs, "blob")} mounted.` : "."}
      </p>
      {command !== "" && (
        <div className={classNames(styles["command"])}>
          <p className={classNames(styles["facts"])}>The equivalent docker buildx command:</p>
          <CommandText command={command} />
        </div>
      )}
    </div>
  );
}
