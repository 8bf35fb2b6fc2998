import { useCallback, useEffect, useRef } from "react";
import type { JournalEntry } from "../../../shared/journal.ts";
import { useFocusRequest } from "../../navigation.ts";
import { VirtualList, type VirtualListHandle } from "../../ui/list/VirtualList.tsx";
import { formatDateTime, kindLabels, stateLabel } from "./entryLabels.ts";
import { HistoryRow } from "./HistoryRow.tsx";
import { useHistory } from "./historyStore.ts";

interface HistoryListProps {
  readonly entries: readonly JournalEntry[];
  /** The ids of failed pushes that later pushes completed. */
  readonly completed: ReadonlySet<string>;
}

function labelOf(entry: JournalEntry): string {
  const name = entry.tags[0]?.move.name ?? entry.repositories[0] ?? "";
  return `${name}, ${kindLabels[entry.kind]}, ${formatDateTime(entry.startedAt)}, ${stateLabel(entry)}`;
}

function openEntry({ id }: JournalEntry): void {
  useHistory.getState().open({ kind: "entry", id });
}

/** One row per push, newest first. Only visible rows are rendered. */
export function HistoryList({ entries, completed }: HistoryListProps) {
  const list = useRef<VirtualListHandle>(null);
  useFocusRequest("interruptedPush", () => {
    const interrupted = entries.find(({ state }) => state.kind === "interrupted");
    if (interrupted !== undefined) {
      list.current?.show(interrupted.id, { focus: true });
    }
  });
  useEffect(() => {
    // Back from a page: the row that was opened gets the focus.
    const { left } = useHistory.getState();
    if (left?.kind === "entry") {
      list.current?.show(left.id, { focus: true });
    }
    // Only when the list is shown again, not when the entries change.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  const renderEntry = useCallback(
    (entry: JournalEntry) => <HistoryRow entry={entry} isCompleted={completed.has(entry.id)} />,
    [completed],
  );
  return (
    <VirtualList
      ref={list}
      label="Pushes"
      items={entries}
      estimatedHeight={68}
      textOf={labelOf}
      onAction={openEntry}
      actsOnClick
    >
      {renderEntry}
    </VirtualList>
  );
}
