import { type FocusEvent, type RefObject, useEffect, useMemo, useRef, useState } from "react";
import type { ListItem } from "./listItem.ts";
import { rowOf } from "./rowElements.ts";

interface CurrentRow {
  readonly id: string;
  readonly index: number;
  /** Whether the row takes the focus once it is rendered. */
  readonly takesFocus: boolean;
}

interface CurrentRowState {
  /** The row that Tab leads to; -1 in an empty list. */
  readonly currentIndex: number;
  readonly current: CurrentRow;
  /** Focuses a row, which need not be rendered yet. */
  readonly focusRow: (index: number) => void;
  /** The index of an item, or undefined. */
  readonly indexOf: (id: string | undefined) => number | undefined;
  readonly onFocus: (event: FocusEvent) => void;
  readonly onBlur: (event: FocusEvent) => void;
}

/**
 * The current row of a list: the one that had the focus last, at first the first one. It keeps the focus if it moves, or
 * if a control in it disappears; if it is removed, the row that takes its position gets the focus.
 */
export function useCurrentRow(
  items: readonly ListItem[],
  list: RefObject<HTMLDivElement | null>,
): CurrentRowState {
  const [current, setCurrent] = useState<CurrentRow>({ id: "", index: 0, takesFocus: false });
  const found = useMemo(
    () => findIndex(items, current.id, current.index),
    [items, current.id, current.index],
  );
  if (found !== undefined && found !== current.index) {
    setCurrent({ id: current.id, index: found, takesFocus: false });
  }
  const currentIndex = found ?? Math.min(current.index, items.length - 1);
  const indexOf = (id: string | undefined): number | undefined =>
    id === undefined ? undefined : findIndex(items, id, current.index);
  const hasFocus = useRef(false);

  function setIndex(index: number, takesFocus: boolean): void {
    setCurrent({ id: items[index]?.id ?? "", index, takesFocus });
  }

  const restoreFocus = useRef(() => {});
  useEffect(() => {
    restoreFocus.current = () => setIndex(currentIndex, true);
  });
  useEffect(() => {
    // A removed element loses the focus without an event.
    const observer = new MutationObserver(() => {
      if (hasFocus.current && (document.activeElement ?? document.body) === document.body) {
        restoreFocus.current();
      }
    });
    if (list.current) {
      observer.observe(list.current, { childList: true, subtree: true });
    }
    return () => observer.disconnect();
  }, [list]);

  return {
    currentIndex,
    current,
    focusRow: (index) => setIndex(index, true),
    indexOf,
    onFocus: ({ target }) => {
      hasFocus.current = true;
      const index = indexOf(rowOf(target)?.dataset["key"]);
      if (index !== undefined && (index !== current.index || items[index]?.id !== current.id)) {
        setIndex(index, false);
      }
    },
    onBlur: ({ relatedTarget }) => {
      hasFocus.current = list.current?.contains(relatedTarget) === true;
    },
  };
}

/**
 * The index of an item. A search costs less than a map of 50,000 items, which every filtered list would need anew.
 * @param near the index where it was last
 */
function findIndex(items: readonly ListItem[], id: string, near: number): number | undefined {
  if (items[near]?.id === id) {
    return near;
  }
  const index = items.findIndex((item) => item.id === id);
  return index < 0 ? undefined : index;
}
