import type { JournalAttempt, JournalEntry } from "../../../shared/journal.ts";
import { countOf } from "../../../shared/countOf.ts";
import { pushWords } from "../../../shared/pushWords.ts";
import { Digest } from "../../image/Digest.tsx";
import { mediaTypeName } from "../../image/mediaTypeName.ts";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { formatBytes } from "../../ui/format.ts";
import { Note } from "../../ui/Note.tsx";
import { UntrustedText } from "../../ui/UntrustedText.tsx";
import { inspectReference } from "../inspect/inspectReference.ts";
import { EntryTags } from "./EntryTags.tsx";
import { attemptLabel, formatDateTime, kindLabels, originLabel } from "./entryLabels.ts";
import styles from "./HistoryPage.module.css";
import { HistoryPageFrame } from "./HistoryPageFrame.tsx";
import { EntryActions, UntaggedRepositories } from "./HistoryRow.tsx";
import { useHistory } from "./historyStore.ts";

function EndTime({ state }: Pick<JournalAttempt, "state">) {
  // When an interrupted attempt was continued or dismissed says nothing about its end.
  return state.kind === "done" || state.kind === "failed" ? (
    <time dateTime={state.endedAt} title={state.endedAt}>
      {formatDateTime(state.endedAt)}
    </time>
  ) : (
    "–"
  );
}

function transferLabel({ transfer }: JournalAttempt): string {
  if (transfer === undefined) {
    return "not recorded";
  }
  const { bytes, mountedBlobs } = transfer;
  return [
    bytes > 0 ? `${formatBytes(bytes)} copied` : "nothing copied",
    ...(mountedBlobs > 0 ? [`${countOf(mountedBlobs, "blob")} mounted`] : []),
  ].join(", ");
}

function AttemptRow({
  attempt,
  entry,
}: {
  readonly attempt: JournalAttempt;
  readonly entry: JournalEntry;
}) {
  const { state, startedAt, movedTags, origin } = attempt;
  return (
    <tr>
      <td>
        <time dateTime={startedAt} title={startedAt}>
          {formatDateTime(startedAt)}
        </time>
      </td>
      <td>
        <EndTime state={state} />
      </td>
      <td>
        {attemptLabel(attempt, entry)}
        {state.kind === "failed" && state.failure.code !== "cancelled" && (
          <p className={classNames(styles["quiet"])}>
            <UntrustedText text={state.failure.message} />
          </p>
        )}
      </td>
      <td>{transferLabel(attempt)}</td>
      <td>{movedTags === 0 ? "none" : movedTags}</td>
      <td>
        <UntrustedText text={originLabel(origin)} />
      </td>
    </tr>
  );
}

function Attempts({ entry }: { readonly entry: JournalEntry }) {
  const { kind, attempts, isIncomplete } = entry;
  const tagsTitle = kind === "delete" ? "Tags deleted" : "Tags moved";
  return (
    <section aria-label="Attempts">
      <h3>{countOf(attempts.length, "attempt")}</h3>
      {isIncomplete && (
        <Note
          look="warning"
          message={`Another attempt of this ${pushWords[kind].noun} cannot be read in the journal.`}
        />
      )}
      {/* Focusable, so that the keyboard can scroll it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- WCAG 2.1.1 */}
      <div className={classNames(styles["scroll"])} tabIndex={0}>
        <table className={classNames(styles["table"])}>
          <thead>
            <tr>
              {["Began", "Ended", "Result", "Transferred", tagsTitle, "By"].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {attempts.map((attempt) => (
              <AttemptRow key={attempt.id} attempt={attempt} entry={entry} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** One push with its tags and attempts. @param id of its entry */
export function EntryPage({ id }: { readonly id: string }) {
  const entry = useHistory((state) => state.list?.entries.find((one) => one.id === id));
  const { back } = useHistory.getState();
  if (entry === undefined) {
    return (
      <HistoryPageFrame label="Entry" heading={<h2>Entry</h2>} actions={null}>
        <EmptyState lead="The journal has no such entry any more.">
          <Button onPress={back}>Back</Button>
        </EmptyState>
      </HistoryPageFrame>
    );
  }
  const { kind, root, repositories, startedAt } = entry;
  const [repository] = repositories;
  const title = `${kindLabels[kind]}, ${formatDateTime(startedAt)}`;
  return (
    <HistoryPageFrame
      label={title}
      heading={<h2>{title}</h2>}
      actions={<EntryActions entry={entry} isCompleted={entry.state.kind === "done"} />}
    >
      {root !== undefined && (
        <section aria-label="Content">
          <h3>Content</h3>
          <p>
            {mediaTypeName(root.mediaType)} <Digest digest={root.digest} of="the pushed content" />{" "}
            {repository !== undefined && (
              <Button
                look="quiet"
                small
                onPress={() => inspectReference(`${repository}@${root.digest}`)}
              >
                Inspect
              </Button>
            )}
          </p>
          <UntaggedRepositories {...entry} />
        </section>
      )}
      <section aria-label={kind === "delete" ? "Deleted tags" : "Moved tags"}>
        <h3>Tags</h3>
        <EntryTags entry={entry} />
      </section>
      <Attempts entry={entry} />
    </HistoryPageFrame>
  );
}
