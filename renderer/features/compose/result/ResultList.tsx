import {
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { ReplacedRow, ResultRow } from "../../../../shared/preview.ts";
import { entryLabel } from "../../../image/entryLabel.ts";
import { afterFocusRestored } from "../../../navigation.ts";
import { Button } from "../../../ui/Button.tsx";
import { classNames } from "../../../ui/classNames.ts";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { VirtualList, type VirtualListHandle } from "../../../ui/list/VirtualList.tsx";
import { useFindKey } from "../../../ui/useFindKey.ts";
import { useCompose } from "../composeStore.ts";
import { EntryFilter } from "./EntryFilter.tsx";
import { EntryMenu, type OpenEntryMenu } from "./EntryMenu.tsx";
import { filterRows, isIncluded, type RowFilter } from "./filterRows.ts";
import { type ListedEntry, type ListedRow, listRows } from "./listRows.ts";
import { ReplacedEntry } from "./ReplacedEntry.tsx";
import { ResultEntry } from "./ResultEntry.tsx";
import styles from "./ResultList.module.css";

/** The number of entries from which on the filter is offered. */
const minFiltered = 8;

const noFilter: RowFilter = { shown: "all", find: "" };

function labelOf({ kind, row }: ListedRow): string {
  return kind === "entry" ? entryLabel(row) : `${entryLabel(row)}, not included`;
}

function NoMatch({ onShowAll }: { readonly onShowAll: () => void }) {
  return (
    <EmptyState lead="No entry matches the filter.">
      <Button small onPress={onShowAll}>
        Show all entries
      </Button>
    </EmptyState>
  );
}

/** The entries that pass a filter, and whether the filter is shown. */
function useFiltered(items: readonly ListedRow[]) {
  const sources = useCompose((state) => state.draft.sources);
  const [filter, setFilter] = useState(noFilter);
  const [isFinding, setFinding] = useState(false);
  const isOffered = items.length >= minFiltered || isFinding || filter.shown !== "all";
  const shown = useMemo(() => filterRows(items, filter, sources), [items, filter, sources]);
  return { filter, setFilter, isFinding, setFinding, isOffered, shown };
}

/**
 * Returns the focus to the row whose dialog closes: the menu that had it before is gone. That is the current row, since
 * the menu opened at it; its digest may be that of other rows too.
 */
function useFocusAfterDialog(list: RefObject<VirtualListHandle | null>): void {
  const isOpen = useCompose((state) => state.entryDialog !== undefined);
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    const isClosed = wasOpen.current && !isOpen;
    wasOpen.current = isOpen;
    if (!isClosed) {
      return undefined;
    }
    return afterFocusRestored(() => {
      if ((document.activeElement ?? document.body) === document.body) {
        list.current?.focusCurrent();
      }
    });
  }, [isOpen, list]);
}

interface ResultListProps {
  readonly rows: readonly ResultRow[];
  /** Entries of sources that others take the place of, listed last. */
  readonly replaced: readonly ReplacedRow[];
}

/**
 * The entries of the result. Space on a row keeps or excludes it, Delete excludes it; Enter and Shift+F10 open its
 * menu; Alt and an arrow key, or the mouse, move it; Ctrl+F finds entries.
 */
export function ResultList({ rows, replaced }: ResultListProps) {
  const items = useMemo(() => listRows(rows, replaced), [rows, replaced]);
  const { filter, setFilter, isFinding, setFinding, isOffered, shown } = useFiltered(items);
  const [menu, setMenu] = useState<OpenEntryMenu>();
  const frame = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<VirtualListHandle>(null);
  const renderEntry = useCallback((item: ListedRow) => {
    const onMenu = (anchor: Element): void => setMenu({ item, anchor });
    return item.kind === "entry" ? (
      <ResultEntry row={item.row} place={item.place} isLast={item.isLast} onMenu={onMenu} />
    ) : (
      <ReplacedEntry row={item.row} onMenu={onMenu} />
    );
  }, []);
  const entries = useMemo(() => shown.filter((item) => item.kind === "entry"), [shown]);
  useFocusAfterDialog(list);
  useFindKey(frame, () => showFind(true), true);

  function showFind(on: boolean): void {
    setFinding(on);
    if (on) {
      afterFocusRestored(() => {
        field.current?.focus();
        field.current?.select();
      });
    } else {
      setFilter({ ...filter, find: "" });
      focusFirst();
    }
  }

  function focusFirst(): void {
    const [first] = shown;
    if (first !== undefined) {
      list.current?.show(first.id, { focus: true });
    }
  }

  /** Opens the menu of a row at its button. */
  function openMenu(item: ListedRow, row: HTMLElement): void {
    const anchor = row.querySelector("[data-entry-menu] button");
    if (anchor !== null) {
      setMenu({ item, anchor });
    }
  }

  /** Moves an entry before or after a shown one, if there is one. */
  function move({ row }: ListedRow, side: "before" | "after", other: ListedRow | undefined): void {
    if (other !== undefined) {
      const place = { side, of: other.row.descriptor.digest };
      useCompose.getState().moveEntry(row.descriptor.digest, place, entryLabel(row));
    }
  }

  /** Moves an entry, with the others of its digest, past the previous (-1) or next (1) shown one. */
  function step(item: ListedRow, direction: -1 | 1): void {
    const { digest } = item.row.descriptor;
    const at = entries.findIndex(({ id }) => id === item.id);
    const beyond = direction < 0 ? entries.slice(0, at).toReversed() : entries.slice(at + 1);
    const other = beyond.find(({ row }) => row.descriptor.digest !== digest);
    move(item, direction < 0 ? "before" : "after", other);
  }

  function reorder(ids: ReadonlySet<string>, next: string | undefined): void {
    const item = entries.find(({ id }) => ids.has(id));
    if (item !== undefined) {
      const before = entries.find(({ id }) => id === next);
      move(item, before === undefined ? "after" : "before", before ?? entries.at(-1));
    }
  }

  function setKept({ row, isLast }: ListedEntry, keep: boolean): void {
    if (!isLast) {
      useCompose.getState().setEntryKept(row.descriptor.digest, keep, entryLabel(row));
    }
  }

  function onRowKeyDown(event: KeyboardEvent, item: ListedRow): void {
    if (item.kind === "replaced") {
      return;
    }
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      step(item, event.key === "ArrowUp" ? -1 : 1);
    } else if (event.key === " ") {
      setKept(item, !item.row.kept);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      setKept(item, false);
    } else {
      return;
    }
    event.preventDefault();
  }

  return (
    <div ref={frame} className={classNames(styles["frame"])}>
      {isOffered && (
        <EntryFilter
          filter={filter}
          onChange={setFilter}
          includedCount={items.filter(isIncluded).length}
          total={items.length}
          shownCount={shown.length}
          isFinding={isFinding}
          onFind={showFind}
          onShow={focusFirst}
          fieldRef={field}
        />
      )}
      {shown.length === 0 ? (
        <NoMatch onShowAll={() => setFilter(noFilter)} />
      ) : (
        <VirtualList
          ref={list}
          label="Entries"
          items={shown}
          estimatedHeight={35}
          textOf={labelOf}
          onAction={openMenu}
          onMenu={openMenu}
          onRowKeyDown={onRowKeyDown}
          onReorder={reorder}
        >
          {renderEntry}
        </VirtualList>
      )}
      {menu !== undefined && (
        <EntryMenu
          {...menu}
          onClose={() => setMenu(undefined)}
          isAtStart={menu.item === entries[0]}
          isAtEnd={menu.item === entries.at(-1)}
          onMove={(direction) => step(menu.item, direction)}
        />
      )}
    </div>
  );
}
