import type { Plan, PushOutcome, TagOutcome } from "../../../shared/plan.ts";
import { CommandText } from "../../image/CommandText.tsx";
import { Digest } from "../../image/Digest.tsx";
import { classNames } from "../../ui/classNames.ts";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { countOf } from "../../ui/countOf.ts";
import { formatBytes } from "../../ui/formatBytes.ts";
import { Note } from "../../ui/Note.tsx";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import styles from "./OutcomeView.module.css";

function outcomeWords(outcome: TagOutcome): string {
  switch (outcome.kind) {
    case "moved":
      return outcome.move.before === null ? "created" : "moved";
    case "same":
      return "held it already";
    case "untouched":
      if (outcome.now !== undefined) {
        return "moved by somebody else";
      }
      return outcome.move.before === null ? "not created" : "untouched";
    case "unknown":
      return "sent, no answer";
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

function TagRow({ outcome }: { readonly outcome: TagOutcome }) {
  return (
    <li className={classNames(styles["tag"])}>
      <span className={classNames(styles["name"])} data-selectable>
        {outcome.move.name}
      </span>
      <span className={classNames(styles["what"], styles[outcome.kind])}>
        {outcomeWords(outcome)}
      </span>
      <Holds outcome={outcome} />
    </li>
  );
}

interface OutcomeViewProps {
  readonly plan: Plan;
  readonly outcome: PushOutcome;
}

/** What a push did: whatever failed, it tells the truth about each tag. */
export function OutcomeView({ plan, outcome }: OutcomeViewProps) {
  return (
    <div className={classNames(styles["outcome"])}>
      {outcome.failure !== undefined &&
        (outcome.failure.code === "cancelled" ? (
          // What the person asked for is nothing that failed.
          <Note
            look="note"
            message={[outcome.failure.message, outcome.failure.hint].filter(Boolean).join(" ")}
          />
        ) : (
          <RequestFailure failure={outcome.failure} />
        ))}
      <div className={classNames(styles["root"])}>
        <code data-selectable>{outcome.root.digest}</code>
        <CopyButton text={outcome.root.digest} label="Copy digest" />
      </div>
      <ul aria-label="Tags" className={classNames(styles["tags"])}>
        {outcome.tags.map((tag) => (
          <TagRow key={tag.move.name} outcome={tag} />
        ))}
      </ul>
      <p className={classNames(styles["facts"])}>
        {formatBytes(outcome.copiedBytes)} copied
        {outcome.mountedBlobs > 0 ? `, ${countOf(outcome.mountedBlobs, "blob")} mounted.` : "."}
      </p>
      {outcome.failure === undefined && (
        <div className={classNames(styles["command"])}>
          <p className={classNames(styles["facts"])}>The same as a command:</p>
          <CommandText command={plan.command} />
        </div>
      )}
    </div>
  );
}
