import { type KeyboardEvent, type MouseEvent, useMemo, useRef, useState } from "react";
import { GridList, GridListItem, ListLayout, Virtualizer } from "react-aria-components";
import type { ResultRow } from "../../../../shared/preview.ts";
import { afterFocusRestored } from "../../../navigation.ts";
import { entryLabel } from "../../../image/entryLabel.ts";
import { rowOfKeyEvent, scrollToRow } from "../../../ui/gridRows.ts";
import { classNames } from "../../../ui/classNames.ts";
import { EntryMenu, type OpenEntryMenu } from "./EntryMenu.tsx";
import { type ListedRow, listKey, listRows } from "./listRows.ts";
import { ResultEntry } from "./ResultEntry.tsx";
import styles from "../sources/SourceList.module.css";
import { useCompose } from "../composeStore.ts";

/**
 * The entries of the result. Space on a row keeps or excludes it; Shift+F10 opens its menu; Alt and an arrow key move
 * it.
 */
export function ResultList({ rows }: { readonly rows: readonly ResultRow[] }) {
  const items = useMemo(() => listRows(rows), [rows]);
  const setKept = useCompose((state) => state.setEntryKept);

  const frame = useRef<HTMLDivElement>(null);
  const [menu, setMenu] = useState<OpenEntryMenu>();

  function itemOf(row: HTMLElement): ListedRow | undefined {
    return items.find(({ id }) => id === row.dataset["key"]);
  }

  /** Opens the menu of a row at its button. */
  function openMenu(row: HTMLElement): void {
    const item = itemOf(row);
    const anchor = row.querySelector("[data-entry-menu] button");
    if (item !== undefined && anchor !== null) {
      setMenu({ item, anchor });
    }
  }

  /** Moves an entry, and focuses its row at the new position. */
  function move(item: ListedRow, step: -1 | 1): void {
    const at = items.indexOf(item) + step;
    const { digest } = item.row.descriptor;
    useCompose.getState().moveEntry(digest, step, entryLabel(item.row));
    afterFocusRestored(() => {
      const list = frame.current?.querySelector<HTMLElement>('[role="grid"]');
      const keys = items.map(({ id }, position) => (position === at ? listKey(at, digest) : id));
      if (list) {
        scrollToRow(list, { keys, key: listKey(at, digest), onShown: (row) => row.focus() });
      }
    });
  }

  function onContextMenu(event: MouseEvent<HTMLDivElement>): void {
    const row = (event.target as Element).closest<HTMLElement>('[role="row"]');
    if (row !== null) {
      event.preventDefault();
      openMenu(row);
    }
  }

  function onKeyDownCapture(event: KeyboardEvent<HTMLDivElement>): void {
    const row = rowOfKeyEvent(event);
    const item = row && itemOf(row);
    if (row === undefined || item === undefined) {
      return;
    }
    if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
      event.preventDefault();
      openMenu(row);
    } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      event.stopPropagation();
      move(item, event.key === "ArrowUp" ? -1 : 1);
    } else if (event.key === " " && !item.isLast) {
      event.preventDefault();
      setKept(item.row.descriptor.digest, !item.row.kept, entryLabel(item.row));
    }
  }

  return (
    // The list handles the key for its rows; react-aria's list has no handler for it.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      ref={frame}
      className={classNames(styles["frame"])}
      onKeyDownCapture={onKeyDownCapture}
      onContextMenu={onContextMenu}
    >
      <Virtualizer
        layout={ListLayout}
        layoutOptions={{ estimatedRowSize: 48 }}
        shouldObserveItemSize
      >
        <GridList<ListedRow>
          aria-label="Entries"
          items={items}
          keyboardNavigationBehavior="tab"
          disallowTypeAhead
          className={classNames(styles["list"])}
        >
          {(item) => (
            <GridListItem
              id={item.id}
              textValue={entryLabel(item.row)}
              className={classNames(styles["item"])}
            >
              <ResultEntry
                row={item.row}
                isLast={item.isLast}
                onMenu={(anchor) => setMenu({ item, anchor })}
              />
            </GridListItem>
          )}
        </GridList>
      </Virtualizer>
      {menu !== undefined && (
        <EntryMenu
          {...menu}
          onClose={() => setMenu(undefined)}
          isAtStart={menu.item === items[0]}
          isAtEnd={menu.item === items.at(-1)}
          onMove={(step) => move(menu.item, step)}
        />
      )}
    </div>
  );
}
