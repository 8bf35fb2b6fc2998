import type { JournalEntry, JournalTag } from "../../../shared/journal.ts";
import { Digest } from "../../image/Digest.tsx";
import { ReferenceText } from "../../image/ReferenceText.tsx";
import { Button } from "../../ui/Button.tsx";
import { classNames } from "../../ui/classNames.ts";
import { countOf } from "../../ui/format.ts";
import { usePush } from "../push/pushStore.ts";
import { restorable, tagWords } from "./entryLabels.ts";
import styles from "./HistoryRow.module.css";
import { useHistory } from "./historyStore.ts";

/** How many tags of an entry are shown until it is asked for all. */
const mostTags = 6;

interface TagRowProps {
  readonly entry: JournalEntry;
  readonly tag: JournalTag;
}

function RestorePart({ entry, tag }: TagRowProps) {
  const { name } = tag.move;
  switch (restorable(tag)) {
    case "held":
      return (
        <Button
          small
          aria-label={`Restore ${name}…`}
          onPress={() =>
            usePush.getState().makePlan({ kind: "restore", journalId: entry.id, name })
          }
        >
          Restore…
        </Button>
      );
    case "new":
      return <span className={classNames(styles["nothing"])}>was new: nothing to put back</span>;
    case "lost":
      return <span className={classNames(styles["nothing"])}>what it held was not kept</span>;
    case "no":
      return <span />;
  }
}

function TagRow({ entry, tag }: TagRowProps) {
  const { move, state } = tag;
  return (
    <li className={classNames(styles["tag"])}>
      <ReferenceText text={move.name} />
      <span className={classNames(styles["move"])}>
        {move.before === null ? (
          <span className={classNames(styles["new"])}>new tag</span>
        ) : (
          <Digest digest={move.before} of={`${move.name} before`} />
        )}
        <span aria-label="becomes" role="img">
          →
        </span>
        <Digest digest={move.after} of={`${move.name} after`} />
      </span>
      <span className={classNames(styles["fate"], styles[state])}>{tagWords(tag, entry.kind)}</span>
      <RestorePart entry={entry} tag={tag} />
    </li>
  );
}

/** The tags of a push: what each held, what it was to hold, and what became of that. */
export function EntryTags({ entry }: { readonly entry: JournalEntry }) {
  const isOpened = useHistory((state) => state.opened.has(entry.id));
  const shown = isOpened ? entry.tags : entry.tags.slice(0, mostTags);
  const more = entry.tags.length - shown.length;
  return (
    <>
      <ul aria-label="Tags" className={classNames(styles["tags"])}>
        {shown.map((tag) => (
          <TagRow key={tag.move.name} entry={entry} tag={tag} />
        ))}
      </ul>
      {more > 0 && (
        <div>
          <Button look="quiet" small onPress={() => useHistory.getState().openTags(entry.id)}>
            Show {countOf(more, "more tag")}
          </Button>
        </div>
      )}
    </>
  );
}
