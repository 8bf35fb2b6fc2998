import { RotateCw } from "lucide-react";
import { useEffect, useMemo } from "react";
import { useNavigation } from "../../navigation.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { countOf } from "../../ui/format.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { FailureNote } from "../../ui/FailureNote.tsx";
import { Note } from "../../ui/Note.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { TextInput } from "../../ui/TextInput.tsx";
import { finishedLater } from "./completedPushes.ts";
import { HistoryList } from "./HistoryList.tsx";
import styles from "./HistoryView.module.css";
import { matchEntries } from "./filterEntries.ts";
import { type EntryNews, useHistory } from "./historyStore.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";

function NothingYet() {
  return (
    <EmptyState lead="Nothing has been pushed yet.">
      <p>
        Every push is written down here while it runs, with what each tag held before: what a push
        moved can be put back, and what broke off can be resumed.
      </p>
    </EmptyState>
  );
}

function NoMatch({ filter }: { readonly filter: string }) {
  return (
    <EmptyState lead={`No push has “${escapeInvisible(filter.trim())}” in it.`}>
      <p>Tags, repositories and digests are looked through.</p>
      <Button onPress={() => useHistory.getState().setFilterInput("")}>Show all</Button>
    </EmptyState>
  );
}

function News({ news }: { readonly news: EntryNews }) {
  const dismiss = (
    <Button small onPress={useHistory.getState().dismissNews}>
      Dismiss
    </Button>
  );
  return news.kind === "failed" ? (
    <FailureNote failure={news.failure}>{dismiss}</FailureNote>
  ) : (
    <div role="status">
      <Note look="note" message={`The entry was written to ${news.path}.`}>
        {dismiss}
      </Note>
    </div>
  );
}

function Unreadable({ names }: { readonly names: readonly string[] }) {
  return (
    <Note
      look="warning"
      message={`${countOf(names.length, "entry", "entries")} of the journal could not be read; the others are shown.`}
    >
      <ul className={classNames(styles["unreadable"])} data-selectable>
        {names.map((name) => (
          <li key={name}>{escapeInvisible(name)}</li>
        ))}
      </ul>
    </Note>
  );
}

function Troubles() {
  const failure = useHistory((state) => state.failure);
  const news = useHistory((state) => state.news);
  const unreadable = useHistory((state) => state.list?.unreadable) ?? [];
  if (failure === null && news === null && unreadable.length === 0) {
    return null;
  }
  return (
    <div className={classNames(styles["troubles"])}>
      {failure !== null && (
        <FailureNote failure={failure}>
          <Button small onPress={() => void useHistory.getState().read()}>
            Try again
          </Button>
        </FailureNote>
      )}
      {news !== null && <News news={news} />}
      {unreadable.length > 0 && <Unreadable names={unreadable} />}
    </div>
  );
}

function Entries() {
  const entries = useHistory((state) => state.list?.entries);
  const filter = useHistory((state) => state.filter);
  const isReading = useHistory((state) => state.isReading);
  const shown = useMemo(
    () => (entries === undefined ? [] : matchEntries(entries, filter)),
    [entries, filter],
  );
  const finished = useMemo(() => finishedLater(entries ?? []), [entries]);
  if (entries === undefined) {
    return isReading ? (
      <div className={classNames(styles["waiting"])}>
        <ProgressLine label="Reading the journal…" done={0} total={0} />
      </div>
    ) : null;
  }
  if (entries.length === 0) {
    return <NothingYet />;
  }
  return shown.length === 0 ? (
    <NoMatch filter={filter} />
  ) : (
    <HistoryList entries={shown} finished={finished} />
  );
}

function FilterBar() {
  const entries = useHistory((state) => state.list?.entries);
  const filter = useHistory((state) => state.filter);
  const { setFilterInput, read } = useHistory.getState();
  const all = entries?.length ?? 0;
  const count = useMemo(() => matchEntries(entries ?? [], filter).length, [entries, filter]);
  return (
    <header className={classNames(styles["bar"])}>
      <h2 className={classNames(styles["title"])}>History</h2>
      <TextInput
        label="Filter by tag, repository or digest"
        placeholder="Filter by tag, repository or digest"
        value={filter}
        onChange={setFilterInput}
        onKeyDown={(event) => {
          if (event.key === "Escape" && filter !== "") {
            event.preventDefault();
            setFilterInput("");
          }
        }}
      />
      <span className={classNames(styles["count"])} role="status">
        {count === all
          ? all === 0
            ? ""
            : countOf(all, "push", "pushes")
          : `${count} of ${countOf(all, "push", "pushes")}`}
      </span>
      <IconButton label="Read again" onPress={() => void read()}>
        <RotateCw size={14} aria-hidden />
      </IconButton>
    </header>
  );
}

/** What was pushed, by this app on this computer: with what each tag held before, to be put back. */
export function HistoryView() {
  const isShown = useNavigation((state) => state.view === "history");
  useEffect(() => {
    if (!isShown) {
      return undefined;
    }
    void useHistory.getState().read();
    return () => useHistory.getState().dismissNews();
  }, [isShown]);
  return (
    <section aria-label="History" className={classNames(styles["view"])}>
      <FilterBar />
      <Troubles />
      <Entries />
    </section>
  );
}
