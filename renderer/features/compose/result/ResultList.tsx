import { type KeyboardEvent, useCallback, useMemo, useState } from "react";
import type { ResultRow } from "../../../../shared/preview.ts";
import { entryLabel } from "../../../image/entryLabel.ts";
import { VirtualList } from "../../../ui/list/VirtualList.tsx";
import { EntryMenu, type OpenEntryMenu } from "./EntryMenu.tsx";
import { type ListedRow, listRows } from "./listRows.ts";
import { ResultEntry } from "./ResultEntry.tsx";
import { useCompose } from "../composeStore.ts";

function labelOf({ row }: ListedRow): string {
  return entryLabel(row);
}

/**
 * The entries of the result. Space on a row keeps or excludes it, Delete excludes it; Enter and Shift+F10 open its
 * menu; Alt and an arrow key move it.
 */
export function ResultList({ rows }: { readonly rows: readonly ResultRow[] }) {
  const items = useMemo(() => listRows(rows), [rows]);
  const [menu, setMenu] = useState<OpenEntryMenu>();
  const renderEntry = useCallback(
    (item: ListedRow) => (
      <ResultEntry
        row={item.row}
        isLast={item.isLast}
        onMenu={(anchor) => setMenu({ item, anchor })}
      />
    ),
    [],
  );

  /** Opens the menu of a row at its button. */
  function openMenu(item: ListedRow, row: HTMLElement): void {
    const anchor = row.querySelector("[data-entry-menu] button");
    if (anchor !== null) {
      setMenu({ item, anchor });
    }
  }

  function move({ row }: ListedRow, step: -1 | 1): void {
    useCompose.getState().moveEntry(row.descriptor.digest, step, entryLabel(row));
  }

  function setKept({ row, isLast }: ListedRow, keep: boolean): void {
    if (!isLast) {
      useCompose.getState().setEntryKept(row.descriptor.digest, keep, entryLabel(row));
    }
  }

  function onRowKeyDown(event: KeyboardEvent, item: ListedRow): void {
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      move(item, event.key === "ArrowUp" ? -1 : 1);
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
    <>
      <VirtualList
        label="Entries"
        items={items}
        estimatedHeight={48}
        textOf={labelOf}
        onAction={openMenu}
        onMenu={openMenu}
        onRowKeyDown={onRowKeyDown}
      >
        {renderEntry}
      </VirtualList>
      {menu !== undefined && (
        <EntryMenu
          {...menu}
          onClose={() => setMenu(undefined)}
          isAtStart={menu.item === items[0]}
          isAtEnd={menu.item === items.at(-1)}
          onMove={(step) => move(menu.item, step)}
        />
      )}
    </>
  );
}
