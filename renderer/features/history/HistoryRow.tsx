import { Check, CircleAlert, CircleDashed, Minus, Unplug } from "lucide-react";
import type { JournalEntry, JournalState } from "../../../shared/journal.ts";
import { Digest } from "../../image/Digest.tsx";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { usePush } from "../push/pushStore.ts";
import { EntryTags } from "./EntryTags.tsx";
import { formatMoment, kindWords, stateWords } from "./entryLabels.ts";
import styles from "./HistoryRow.module.css";
import { useHistory } from "./historyStore.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";

const signs: Readonly<Record<JournalState["kind"], typeof Check>> = {
  done: Check,
  failed: CircleAlert,
  interrupted: Unplug,
  dismissed: Minus,
  continued: Minus,
  running: CircleDashed,
};

interface HistoryRowProps {
  readonly entry: JournalEntry;
  /** Whether a later push finished what this one did not. */
  readonly finished: boolean;
}

function EntryActions({ entry, finished }: HistoryRowProps) {
  const { id, state } = entry;
  const { dismiss, exportEntry } = useHistory.getState();
  const of = `the push of ${formatMoment(entry.startedAt)}`;
  return (
    <div className={classNames(styles["actions"])}>
      {(state.kind === "interrupted" || (state.kind === "failed" && !finished)) && (
        <Button
          small
          aria-label={`Resume ${of}…`}
          onPress={() => usePush.getState().makePlan({ kind: "resume", journalId: id })}
        >
          Resume…
        </Button>
      )}
      {state.kind === "interrupted" && (
        <Button small aria-label={`Dismiss ${of}`} onPress={() => void dismiss(id)}>
          Dismiss
        </Button>
      )}
      <Button look="quiet" small aria-label={`Export ${of}…`} onPress={() => void exportEntry(id)}>
        Export…
      </Button>
    </div>
  );
}

/** Repositories that got content but no tag: nothing else would name them. */
function UntaggedRepositories({ repositories, tags }: JournalEntry) {
  const named = tags.map(({ move }) => move.name);
  const untagged = repositories.filter(
    (repository) => !named.some((name) => name.startsWith(`${repository}:`)),
  );
  return untagged.length === 0 ? null : (
    <p className={classNames(styles["untagged"])}>
      {escapeInvisible(untagged.join(", "))} (no tag)
    </p>
  );
}

/** One push: when, what, where to, and how it ended. */
export function HistoryRow({ entry, finished }: HistoryRowProps) {
  const { kind, root, startedAt, state } = entry;
  const Sign = signs[state.kind];
  return (
    <div className={classNames(styles["row"])}>
      <div className={classNames(styles["head"])}>
        <span className={classNames(styles["sign"], styles[state.kind])}>
          <Sign size={14} aria-hidden />
        </span>
        <h3>{kindWords[kind]}</h3>
        <Digest digest={root.digest} of="what was pushed" />
        <time dateTime={startedAt} title={startedAt}>
          {formatMoment(startedAt)}
        </time>
        <span className={classNames(styles["state"], styles[state.kind])}>
          {stateWords(entry)}
          {finished && "; finished by a later push"}
        </span>
        <EntryActions entry={entry} finished={finished} />
      </div>
      <div className={classNames(styles["body"])}>
        {state.kind === "failed" && (
          <p className={classNames(styles["failure"])} data-selectable>
            {escapeInvisible([state.failure.message, state.failure.hint].filter(Boolean).join(" "))}
          </p>
        )}
        <UntaggedRepositories {...entry} />
        <EntryTags entry={entry} />
      </div>
    </div>
  );
}
