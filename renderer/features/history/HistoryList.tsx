import { useEffect, useRef } from "react";
import { GridList, GridListItem, ListLayout, Virtualizer } from "react-aria-components";
import type { JournalEntry } from "../../../shared/journal.ts";
import { useFocusRequest } from "../../navigation.ts";
import { classNames } from "../../ui/classNames.ts";
import { escapeInvisible } from "../../ui/escapeInvisible.ts";
import { scrollToRow } from "../../ui/gridRows.ts";
import { formatDateTime, kindLabels, stateLabel } from "./entryLabels.ts";
import { HistoryRow } from "./HistoryRow.tsx";
import { useHistory } from "./historyStore.ts";
import styles from "./HistoryView.module.css";

interface HistoryListProps {
  readonly entries: readonly JournalEntry[];
  /** The ids of failed pushes that later pushes completed. */
  readonly completed: ReadonlySet<string>;
}

/** One row per push, newest first. Only visible rows are rendered. */
export function HistoryList({ entries, completed }: HistoryListProps) {
  const frame = useRef<HTMLDivElement>(null);
  useFocusRequest("interruptedPush", () => {
    const keys = entries.map(({ id }) => id);
    const interrupted = entries.find(({ state }) => state.kind === "interrupted");
    const list = frame.current?.querySelector<HTMLElement>('[role="grid"]');
    if (interrupted !== undefined && list) {
      scrollToRow(list, { keys, key: interrupted.id, onShown: (row) => row.focus() });
    }
  });
  useEffect(() => {
    // Back from a page: the row that was opened gets the focus.
    const { left } = useHistory.getState();
    const list = frame.current?.querySelector<HTMLElement>('[role="grid"]');
    if (left?.kind === "entry" && list) {
      const keys = entries.map(({ id }) => id);
      scrollToRow(list, { keys, key: left.id, onShown: (row) => row.focus() });
    }
    // Only when the list is shown again, not when the entries change.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return (
    <div ref={frame} className={classNames(styles["frame"])}>
      <Virtualizer
        layout={ListLayout}
        layoutOptions={{ estimatedRowSize: 68 }}
        shouldObserveItemSize
      >
        <GridList<JournalEntry>
          aria-label="Pushes"
          onAction={(id) => useHistory.getState().open({ kind: "entry", id: String(id) })}
          items={entries}
          dependencies={[completed]}
          keyboardNavigationBehavior="tab"
          disallowTypeAhead
          className={classNames(styles["list"])}
        >
          {(entry) => (
            <GridListItem
              id={entry.id}
              textValue={escapeInvisible(
                `${entry.tags[0]?.move.name ?? entry.repositories[0] ?? ""}, ${kindLabels[entry.kind]}, ${formatDateTime(entry.startedAt)}, ${stateLabel(entry)}`,
              )}
              className={classNames(styles["item"])}
            >
              <HistoryRow entry={entry} isCompleted={completed.has(entry.id)} />
            </GridListItem>
          )}
        </GridList>
      </Virtualizer>
    </div>
  );
}
