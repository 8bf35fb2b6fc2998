import { type KeyboardEvent, useRef } from "react";
import type { ListItem } from "./listItem.ts";
import { navigationTarget } from "./navigationTarget.ts";
import { takesKeys, rowOf } from "./rowElements.ts";
import { changeOf, type RowSelection, type SelectionChange } from "./selectRows.ts";
import { appendTyped, findTyped } from "./typeAhead.ts";

export interface ListActions<T extends ListItem> {
  /** Acts on a row: Enter, or a double click. */
  readonly onAction?: ((item: T, row: HTMLElement) => void) | undefined;
  /** Opens the menu of a row: a right click, Shift+F10 or the menu key. */
  readonly onMenu?: ((item: T, row: HTMLElement) => void) | undefined;
  /** Handles a key pressed on a row; `event.preventDefault` keeps the list from handling it too. */
  readonly onRowKeyDown?: ((event: KeyboardEvent, item: T) => void) | undefined;
}

interface ListKeys<T extends ListItem> extends ListActions<T> {
  readonly items: readonly T[];
  readonly textOf: (item: T) => string;
  readonly currentIndex: number;
  readonly indexOf: (id: string | undefined) => number | undefined;
  /** The index of the row one page before (-1) or after (1) the current row. */
  readonly page: (direction: -1 | 1) => number;
  readonly focusRow: (index: number) => void;
  readonly selection: RowSelection | undefined;
  readonly select: (index: number, change: SelectionChange) => void;
  /** Prepares for Tab to leave a row. */
  readonly onTab: (event: KeyboardEvent, row: HTMLElement) => void;
}

interface PressedRow<T> {
  readonly item: T;
  readonly row: HTMLElement;
  /** Whether the row has the focus, not a control in it. */
  readonly isOnRow: boolean;
}

/** The handler of the keys of a list. Keys in text fields of a row stay there. */
export function useListKeys<T extends ListItem>(keys: ListKeys<T>): (event: KeyboardEvent) => void {
  const { items, currentIndex, selection, select, focusRow } = keys;
  const typed = useRef({ text: "", at: 0 });

  /** Moves the focus to another row. */
  function navigate(event: KeyboardEvent): boolean {
    const { page } = keys;
    const target = event.altKey
      ? undefined
      : navigationTarget(event.key, { index: currentIndex, count: items.length, page });
    if (target === undefined) {
      return false;
    }
    focusRow(target);
    const change = changeOf(event);
    if (change !== "toggle") {
      select(target, change);
    }
    return true;
  }

  function changeSelection(event: KeyboardEvent): boolean {
    if (selection === undefined) {
      return false;
    }
    if (event.key === " ") {
      select(currentIndex, event.shiftKey ? "extend" : "toggle");
      return true;
    }
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a") {
      selection.onChange(new Set(items.map(({ id }) => id)));
      return true;
    }
    if (event.key === "Escape" && selection.selected.size > 0) {
      selection.onChange(new Set());
      return true;
    }
    return false;
  }

  /** Moves the focus to the row that the typed text leads to. */
  function typeAhead(event: KeyboardEvent): boolean {
    const isText = event.key.length === 1 && event.key !== " ";
    if (!isText || event.ctrlKey || event.metaKey || event.altKey) {
      return false;
    }
    typed.current = appendTyped(typed.current, event.key, event.timeStamp);
    const found = findTyped({
      count: items.length,
      textAt: (index) => (items[index] === undefined ? "" : keys.textOf(items[index])),
      from: currentIndex,
      typed: typed.current.text,
    });
    if (found !== undefined) {
      focusRow(found);
      select(found, "replace");
    }
    return true;
  }

  function openMenu(event: KeyboardEvent, { item, row }: PressedRow<T>): boolean {
    if (event.key !== "ContextMenu" && !(event.key === "F10" && event.shiftKey)) {
      return false;
    }
    keys.onMenu?.(item, row);
    return keys.onMenu !== undefined;
  }

  function act(event: KeyboardEvent, { item, row }: PressedRow<T>): boolean {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    if (event.key !== "Enter" || !isPlain) {
      return false;
    }
    keys.onAction?.(item, row);
    return keys.onAction !== undefined;
  }

  function handle(event: KeyboardEvent, pressed: PressedRow<T>): boolean {
    if (openMenu(event, pressed) || navigate(event)) {
      return true;
    }
    return pressed.isOnRow && (act(event, pressed) || changeSelection(event) || typeAhead(event));
  }

  return (event) => {
    const row = rowOf(event.target);
    const item = items[keys.indexOf(row?.dataset["key"]) ?? -1];
    if (row === undefined || item === undefined || event.defaultPrevented) {
      return;
    }
    if (event.key === "Tab") {
      keys.onTab(event, row);
      return;
    }
    if (takesKeys(event.target)) {
      return;
    }
    const isOnRow = event.target === row;
    if (isOnRow) {
      keys.onRowKeyDown?.(event, item);
    }
    if (!event.defaultPrevented && handle(event, { item, row, isOnRow })) {
      event.preventDefault();
    }
  };
}
