import { Check, CircleAlert, CircleDashed, Minus, Unplug } from "lucide-react";
import type { JournalEntry, JournalState } from "../../../shared/journal.ts";
import { Digest } from "../../image/Digest.tsx";
import { Button } from "../../ui/Button.tsx";
import { countOf } from "../../../shared/countOf.ts";
import { pushWords } from "../../../shared/pushWords.ts";
import { classNames } from "../../ui/classNames.ts";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { usePush } from "../push/pushStore.ts";
import { EntryTags } from "./EntryTags.tsx";
import { formatDateTime, kindLabels, lastAttemptId, stateLabel } from "./entryLabels.ts";
import styles from "./HistoryRow.module.css";
import { useHistory } from "./historyStore.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";

const icons: Readonly<Record<JournalState["kind"], typeof Check>> = {
  done: Check,
  failed: CircleAlert,
  interrupted: Unplug,
  dismissed: Minus,
  continued: Minus,
  running: CircleDashed,
};

interface HistoryRowProps {
  readonly entry: JournalEntry;
  /** Whether later pushes completed this failed one. */
  readonly isCompleted: boolean;
}

/** Resume, Dismiss and Export. */
export function EntryActions({ entry, isCompleted }: HistoryRowProps) {
  const { state } = entry;
  const id = lastAttemptId(entry);
  const { dismiss, exportEntry } = useHistory.getState();
  const target = `the ${pushWords[entry.kind].noun} of ${formatDateTime(entry.startedAt)}`;
  return (
    <div className={classNames(styles["actions"])}>
      {entry.kind !== "delete" &&
        (state.kind === "interrupted" || (state.kind === "failed" && !isCompleted)) && (
          <Button
            small
            aria-label={`Resume ${target}…`}
            onPress={() => usePush.getState().makePlan({ kind: "resume", journalId: id })}
          >
            Resume…
          </Button>
        )}
      {state.kind === "interrupted" && (
        <Button small aria-label={`Dismiss ${target}`} onPress={() => void dismiss(id)}>
          Dismiss
        </Button>
      )}
      <Button
        look="quiet"
        small
        aria-label={`Export ${target}…`}
        onPress={() => void exportEntry(id)}
      >
        Export…
      </Button>
    </div>
  );
}

/** Repositories that received content but no tag: the list of tags does not show them. */
export function UntaggedRepositories({ repositories, tags }: JournalEntry) {
  const tagNames = tags.map(({ move }) => move.name);
  const untagged = repositories.filter(
    (repository) =>
      !tagNames.some(
        (name) => name.startsWith(`${repository}:`) || name.startsWith(`${repository}@`),
      ),
  );
  return untagged.length === 0 ? null : (
    <p className={classNames(styles["untagged"])}>
      {escapeInvisible(untagged.join(", "))} (no tag)
    </p>
  );
}

/** Returns who began the push, and how often it was continued. */
function attemptsLabel({ attempts }: JournalEntry): string {
  const count = attempts.length > 1 ? [countOf(attempts.length, "attempt")] : [];
  const origin = attempts[0]?.origin;
  return [...count, ...(origin === undefined ? [] : [`${origin.user}@${origin.machine}`])].join(
    ", ",
  );
}

/** One push: its tags with their digests before and after, then its kind, time, state and actions. */
export function HistoryRow({ entry, isCompleted }: HistoryRowProps) {
  const { kind, root, startedAt, state } = entry;
  const Icon = icons[state.kind];
  return (
    <div className={classNames(styles["row"])}>
      <span className={classNames(styles["icon"], styles[state.kind])}>
        <Icon size={14} aria-hidden />
      </span>
      <div className={classNames(styles["body"])}>
        <EntryTags entry={entry} />
        <UntaggedRepositories {...entry} />
        {state.kind === "failed" && state.failure.code !== "cancelled" && (
          <p className={classNames(styles["failure"])} data-selectable>
            {escapeInvisible([state.failure.message, state.failure.hint].filter(Boolean).join(" "))}
          </p>
        )}
        <div className={classNames(styles["head"])}>
          <h3>{kindLabels[kind]}</h3>
          {root !== undefined && <Digest digest={root.digest} of="the pushed content" />}
          <time dateTime={startedAt} title={startedAt}>
            {formatDateTime(startedAt)}
          </time>
          <span className={classNames(styles["state"], styles[state.kind])}>
            {stateLabel(entry)}
            {isCompleted && "; completed by a later push"}
          </span>
          <span className={classNames(styles["who"])}>
            <UntrustedText text={attemptsLabel(entry)} />
          </span>
          <EntryActions entry={entry} isCompleted={isCompleted} />
        </div>
      </div>
    </div>
  );
}
