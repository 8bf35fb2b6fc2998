import { useRef } from "react";
import { GridList, GridListItem, ListLayout, Virtualizer } from "react-aria-components";
import type { JournalEntry } from "../../../shared/journal.ts";
import { useFocusRequest } from "../../navigation.ts";
import { classNames } from "../../ui/classNames.ts";
import { scrollToRow } from "../../ui/gridRows.ts";
import { formatMoment, kindWords, stateWords } from "./entryLabels.ts";
import { HistoryRow } from "./HistoryRow.tsx";
import styles from "./HistoryView.module.css";

interface HistoryListProps {
  readonly entries: readonly JournalEntry[];
  /** The ids of those that failed and that a later push finished. */
  readonly finished: ReadonlySet<string>;
}

/** One row a push, newest first; only those in sight are drawn. */
export function HistoryList({ entries, finished }: HistoryListProps) {
  const frame = useRef<HTMLDivElement>(null);
  useFocusRequest("interruptedPush", () => {
    const keys = entries.map(({ id }) => id);
    const interrupted = entries.find(({ state }) => state.kind === "interrupted");
    const list = frame.current?.querySelector<HTMLElement>('[role="grid"]');
    if (interrupted !== undefined && list) {
      scrollToRow(list, keys, interrupted.id, (row) => row.focus());
    }
  });
  return (
    <div ref={frame} className={classNames(styles["frame"])}>
      <Virtualizer
        layout={ListLayout}
        layoutOptions={{ estimatedRowSize: 68 }}
        shouldObserveItemSize
      >
        <GridList<JournalEntry>
          aria-label="Pushes"
          items={entries}
          dependencies={[finished]}
          keyboardNavigationBehavior="tab"
          disallowTypeAhead
          className={classNames(styles["list"])}
        >
          {(entry) => (
            <GridListItem
              id={entry.id}
              textValue={`${kindWords[entry.kind]}, ${formatMoment(entry.startedAt)}, ${stateWords(entry)}`}
              className={classNames(styles["item"])}
            >
              <HistoryRow entry={entry} finished={finished.has(entry.id)} />
            </GridListItem>
          )}
        </GridList>
      </Virtualizer>
    </div>
  );
}
