import { RotateCw } from "lucide-react";
import { useEffect, useMemo } from "react";
import { type FocusTarget, useNavigation, type View } from "../../navigation.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { countOf } from "../../../shared/countOf.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Note } from "../../ui/Note.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { EntryPage } from "./EntryPage.tsx";
import { countEntries } from "./entryLabels.ts";
import { TagPage } from "./TagPage.tsx";
import { completedPushes } from "./completedPushes.ts";
import { HistoryList } from "./HistoryList.tsx";
import styles from "./HistoryView.module.css";
import { filterEntries } from "./filterEntries.ts";
import { type ActionNotice, useHistory } from "./historyStore.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { ViewMessage } from "../../ui/ViewMessage.tsx";

function goTo(view: View, target: FocusTarget): void {
  useNavigation.getState().show(view);
  useNavigation.getState().requestFocus(target);
}

function EmptyHistory() {
  return (
    <EmptyState lead="Nothing has been pushed yet.">
      <p>
        Every push is recorded here while it runs, with the previous content of each tag: you can
        restore a tag that a push moved, and resume a push that was interrupted.
      </p>
      <div className={classNames(styles["next"])}>
        <Button onPress={() => goTo("compose", "addSource")}>Compose an image</Button>
        <Button onPress={() => goTo("inspect", "inspectReference")}>Inspect and retag one</Button>
      </div>
    </EmptyState>
  );
}

function NoMatch({ filter }: { readonly filter: string }) {
  return (
    <EmptyState lead={`No entry matches “${escapeInvisible(filter.trim())}”.`}>
      <p>Tags, repositories, digests, kinds and who pushed are searched.</p>
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
  const unlisted = useHistory((state) => state.list?.unlisted) ?? 0;
  if (failure === undefined && notice === undefined && unreadable.length === 0 && unlisted === 0) {
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
      {unlisted > 0 && (
        <Note
          look="note"
          message={`${countOf(unlisted, "older entry", "older entries")} of the journal ${unlisted === 1 ? "is" : "are"} not listed.`}
        />
      )}
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
      <ViewMessage isWaiting>
        <ProgressLine label="Reading the journal…" done={0} total={0} />
      </ViewMessage>
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
          ? countEntries(entries ?? [])
          : `${count} of ${countOf(total, "entry", "entries")}`}
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
  const page = useHistory((state) => state.pages.at(-1));
  useEffect(() => {
    if (!isShown) {
      return undefined;
    }
    void useHistory.getState().read();
    return () => useHistory.getState().leave();
  }, [isShown]);
  return (
    <section aria-label="History" className={classNames(styles["view"])} data-panes>
      {page === undefined ? (
        <>
          <div style={{ display: "contents" }} data-pane>
            <FilterBar />
          </div>
          <Notices />
          <div style={{ display: "contents" }} data-pane>
            <Entries />
          </div>
        </>
      ) : (
        <>
          <Notices />
          {page.kind === "entry" ? (
            <EntryPage key={page.id} id={page.id} />
          ) : (
            <TagPage key={page.text} text={page.text} />
          )}
        </>
      )}
    </section>
  );
}
