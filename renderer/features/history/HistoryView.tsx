import { RotateCw } from "lucide-react";
import { useEffect, useMemo } from "react";
import { useNavigation } from "../../navigation.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { countOf } from "../../../shared/countOf.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Note } from "../../ui/Note.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { completedPushes } from "./completedPushes.ts";
import { HistoryList } from "./HistoryList.tsx";
import styles from "./HistoryView.module.css";
import { filterEntries } from "./filterEntries.ts";
import { type ActionNotice, useHistory } from "./historyStore.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";

function EmptyHistory() {
  return (
    <EmptyState lead="Nothing has been pushed yet.">
      <p>
        Every push is recorded here while it runs, with the previous content of each tag: you can
        restore a tag that a push moved, and resume a push that was interrupted.
      </p>
    </EmptyState>
  );
}

function NoMatch({ filter }: { readonly filter: string }) {
  return (
    <EmptyState lead={`No push matches “${escapeInvisible(filter.trim())}”.`}>
      <p>Tags, repositories and digests are searched.</p>
      <Button onPress={() => useHistory.getState().setFilter("")}>Show all</Button>
    </EmptyState>
  );
}

function NoticeNote({ notice }: { readonly notice: ActionNotice }) {
  const dismiss = (
    <Button small onPress={useHistory.getState().dismissNotice}>
      Dismiss
    </Button>
  );
  return notice.kind === "failed" ? (
    <FailureNote failure={notice.failure}>{dismiss}</FailureNote>
  ) : (
    <div role="status">
      <Note look="note" message={`Exported to ${notice.path}.`}>
        {dismiss}
      </Note>
    </div>
  );
}

function UnreadableFiles({ files }: { readonly files: readonly string[] }) {
  return (
    <Note
      look="warning"
      message={`${countOf(files.length, "entry", "entries")} of the journal could not be read; the others are shown.`}
    >
      <ul className={classNames(styles["unreadable"])} data-selectable>
        {files.map((file) => (
          <li key={file}>{escapeInvisible(file)}</li>
        ))}
      </ul>
    </Note>
  );
}

function Notices() {
  const failure = useHistory((state) => state.failure);
  const notice = useHistory((state) => state.notice);
  const unreadable = useHistory((state) => state.list?.unreadable) ?? [];
  if (failure === undefined && notice === undefined && unreadable.length === 0) {
    return null;
  }
  return (
    <div className={classNames(styles["notices"])}>
      {failure !== undefined && (
        <FailureNote failure={failure}>
          <Button small onPress={() => void useHistory.getState().read()}>
            Try again
          </Button>
        </FailureNote>
      )}
      {notice !== undefined && <NoticeNote notice={notice} />}
      {unreadable.length > 0 && <UnreadableFiles files={unreadable} />}
    </div>
  );
}

function Entries() {
  const entries = useHistory((state) => state.list?.entries);
  const filter = useHistory((state) => state.filter);
  const isReading = useHistory((state) => state.isReading);
  const shown = useMemo(
    () => (entries === undefined ? [] : filterEntries(entries, filter)),
    [entries, filter],
  );
  const completed = useMemo(() => completedPushes(entries ?? []), [entries]);
  if (entries === undefined) {
    return isReading ? (
      <div className={classNames(styles["waiting"])}>
        <ProgressLine label="Reading the journal…" done={0} total={0} />
      </div>
    ) : null;
  }
  if (entries.length === 0) {
    return <EmptyHistory />;
  }
  return shown.length === 0 ? (
    <NoMatch filter={filter} />
  ) : (
    <HistoryList entries={shown} completed={completed} />
  );
}

function FilterBar() {
  const entries = useHistory((state) => state.list?.entries);
  const filter = useHistory((state) => state.filter);
  const { setFilter, read } = useHistory.getState();
  const total = entries?.length ?? 0;
  const count = useMemo(() => filterEntries(entries ?? [], filter).length, [entries, filter]);
  return (
    <header className={classNames(styles["bar"])}>
      <h2 className={classNames(styles["title"])}>History</h2>
      <TextInput
        label="Filter by tag, repository or digest"
        placeholder="Filter by tag, repository or digest"
        value={filter}
        onChange={setFilter}
        onKeyDown={(event) => {
          if (event.key === "Escape" && filter !== "") {
            event.preventDefault();
            setFilter("");
          }
        }}
      />
      <span className={classNames(styles["count"])} role="status">
        {count === total
          ? total === 0
            ? ""
            : countOf(total, "push", "pushes")
          : `${count} of ${countOf(total, "push", "pushes")}`}
      </span>
      <IconButton label="Reload" onPress={() => void read()}>
        <RotateCw size={14} aria-hidden />
      </IconButton>
    </header>
  );
}

/** The pushes that this app made on this computer, with the actions Restore, Resume, Dismiss and Export. */
export function HistoryView() {
  const isShown = useNavigation((state) => state.view === "history");
  useEffect(() => {
    if (!isShown) {
      return undefined;
    }
    void useHistory.getState().read();
    return () => useHistory.getState().dismissNotice();
  }, [isShown]);
  return (
    <section aria-label="History" className={classNames(styles["view"])} data-panes>
      <div style={{ display: "contents" }} data-pane>
        <FilterBar />
      </div>
      <Notices />
      <div style={{ display: "contents" }} data-pane>
        <Entries />
      </div>
    </section>
  );
}
