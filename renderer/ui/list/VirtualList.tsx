import {
  defaultRangeExtractor,
  type Range,
  useVirtualizer,
  type VirtualItem,
} from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
  useCallback,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from "react";
import { classNames } from "../classNames.ts";
import { escapeInvisible } from "../escapeInvisible.ts";
import type { ListItem, TreePlace } from "./listItem.ts";
import { isInControl, isTabEnd, takesKeys, rowOf } from "./rowElements.ts";
import {
  changeOf,
  changeSelection,
  type RowSelection,
  type SelectionChange,
} from "./selectRows.ts";
import { useCurrentRow } from "./useCurrentRow.ts";
import { type ListActions, useListKeys } from "./useListKeys.ts";
import { useRowDrag } from "./useRowDrag.ts";
import { VirtualRow } from "./VirtualRow.tsx";
import styles from "./VirtualList.module.css";

/** How far a list is scrolled, with the heights of the rows that were rendered. */
export interface ListPosition {
  readonly offset: number;
  readonly heights: VirtualItem[];
}

/** What a parent asks of a list. */
export interface VirtualListHandle {
  /** Scrolls to a row, and focuses it if asked. Does nothing if the list has no such row. */
  readonly show: (id: string, options?: { readonly focus?: boolean }) => void;
  readonly position: () => ListPosition;
  /** Focuses the row that had the focus last, or the one in its position if it was removed. */
  readonly focusCurrent: () => void;
}

interface VirtualListProps<T extends ListItem> extends ListActions<T> {
  readonly label: string;
  readonly items: readonly T[];
  /** The height of a row in pixels before it is rendered and measured. */
  readonly estimatedHeight: number;
  /** Whether the last rows are shown first, and stay in view while rows grow. */
  readonly startsAtEnd?: boolean;
  /** Where the list is scrolled to at first: where one with the same rows was left. */
  readonly initialPosition?: ListPosition | undefined;
  /** Called when a scroll has ended, with how far the list is scrolled in pixels. */
  readonly onScrolled?: (offset: number) => void;
  /** The accessible name of a row; typing in the list searches it. */
  readonly textOf: (item: T) => string;
  /** Whether the name of a row is its content, which the list does not know, and `textOf` is only searched. */
  readonly isNamedByContent?: boolean | ((item: T) => boolean);
  /** Renders the content of a row. Each new function renders all visible rows again. */
  readonly children: (item: T) => ReactNode;
  readonly ref?: Ref<VirtualListHandle>;
  /** Whether a click acts on a row too, in a list without selection. */
  readonly actsOnClick?: boolean;
  /** Omitted in a list without selection. */
  readonly selection?: RowSelection;
  /** Makes the list a tree, whose rows are the items of all expanded branches. */
  readonly placeOf?: (item: T) => TreePlace;
  /** The row of a tree that is selected. Moving in a tree selects nothing. */
  readonly selectedId?: string | undefined;
  /** Handles a click on a row with the left or the middle button. */
  readonly onRowClick?: (item: T, event: MouseEvent) => void;
  /** Moves dragged rows; without it no row is dragged. @param before the row that follows; undefined at the end */
  readonly onReorder?: (ids: ReadonlySet<string>, before: string | undefined) => void;
}

/** Rows rendered before and after the visible ones. */
const overscan = 4;
const noHeights: VirtualItem[] = [];
const noSelection: ReadonlySet<string> = new Set();

/**
 * A list of any length that renders the visible rows only: a grid with one cell a row, or a tree. One row takes part in the order
 * of Tab, then its controls; arrow keys, Home, End, Page Up, Page Down and typing move between rows.
 */
export function VirtualList<T extends ListItem>(props: VirtualListProps<T>) {
  const { items, textOf, selection, onAction, onMenu, onReorder, placeOf, onRowClick } = props;
  const list = useRef<HTMLDivElement>(null);
  const before = useRef<HTMLSpanElement>(null);
  const after = useRef<HTMLSpanElement>(null);
  const isLeaving = useRef(false);
  const anchor = useRef<string>(undefined);
  const { current, currentIndex, focusRow, indexOf, onFocus, onBlur } = useCurrentRow(items, list);

  // Its functions are never memoized here.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: items.length,
    getScrollElement: () => list.current,
    estimateSize: () => props.estimatedHeight,
    initialOffset: () =>
      props.initialPosition?.offset ??
      (props.startsAtEnd === true ? items.length * props.estimatedHeight : 0),
    initialMeasurementsCache: props.initialPosition?.heights ?? noHeights,
    // At the end of the list, it stays there while rows grow.
    anchorTo: props.startsAtEnd === true ? "end" : "start",
    getItemKey: useCallback((index: number) => items[index]?.id ?? index, [items]),
    overscan,
    // The current row stays rendered, so that it keeps the focus.
    rangeExtractor: useCallback(
      (range: Range) => {
        const visible = defaultRangeExtractor(range);
        return currentIndex < 0 || visible.includes(currentIndex)
          ? visible
          : [...visible, currentIndex].toSorted((a, b) => a - b);
      },
      [currentIndex],
    ),
    directDomUpdates: true,
    directDomUpdatesMode: "position",
  });

  useLayoutEffect(() => {
    if (current.takesFocus) {
      virtualizer.elementsCache.get(current.id)?.focus({ preventScroll: true });
      virtualizer.scrollToIndex(current.index);
    }
  }, [current, virtualizer]);

  useImperativeHandle(props.ref, () => ({
    show: (id, { focus = false } = {}) => {
      const index = indexOf(id);
      if (index !== undefined) {
        (focus ? focusRow : virtualizer.scrollToIndex)(index);
      }
    },
    position: () => ({
      offset: virtualizer.scrollOffset ?? 0,
      heights: virtualizer.takeSnapshot(),
    }),
    focusCurrent: () => focusRow(currentIndex),
  }));

  const { drag, follower, onPointerDown } = useRowDrag({
    items,
    selected: selection?.selected ?? noSelection,
    list,
    rowsBefore: (top) => {
      const row = virtualizer.getVirtualItemForOffset(Math.max(top, 0));
      return row === undefined ? 0 : row.index + (top > (row.start + row.end) / 2 ? 1 : 0);
    },
    onReorder,
  });

  function isNamedByContent(item: T): boolean {
    const { isNamedByContent: named = false } = props;
    return typeof named === "function" ? named(item) : named;
  }

  function select(index: number, change: SelectionChange): void {
    if (selection !== undefined) {
      const from = indexOf(anchor.current) ?? index;
      selection.onChange(
        changeSelection(selection.selected, change, { items, index, anchor: from }),
      );
      anchor.current = items[change === "extend" ? from : index]?.id;
    }
  }

  /** The index of the row one page away from the current one. */
  function page(direction: -1 | 1): number {
    const row = virtualizer.measurementsCache[currentIndex];
    const height = list.current?.clientHeight ?? 0;
    const top = (row?.start ?? 0) + direction * Math.max(height - (row?.size ?? 0), 0);
    const target = virtualizer.getVirtualItemForOffset(Math.max(top, 0))?.index ?? currentIndex;
    return target === currentIndex ? currentIndex + direction : target;
  }

  /** Lets Tab leave the list at the end of a row, instead of going on to the controls of other rows. */
  function onTab(event: KeyboardEvent, row: HTMLElement): void {
    const direction = event.shiftKey ? -1 : 1;
    if (isTabEnd(row, event.target, direction)) {
      isLeaving.current = true;
      (direction === 1 ? after : before).current?.focus({ preventScroll: true });
      isLeaving.current = false;
    }
  }

  const onKeyDown = useListKeys({
    ...props,
    selection,
    currentIndex,
    indexOf,
    focusRow,
    select,
    page,
    onTab,
  });

  /** Calls back with the row of an event. */
  function withRow(event: MouseEvent, run: (index: number, row: HTMLElement) => void): void {
    const row = rowOf(event.target);
    const index = indexOf(row?.dataset["key"]);
    if (row !== undefined && index !== undefined) {
      run(index, row);
    }
  }

  function onContextMenu(event: MouseEvent): void {
    withRow(event, (index, row) => {
      if (onMenu !== undefined && items[index] !== undefined && !takesKeys(event.target)) {
        event.preventDefault();
        onMenu(items[index], row);
      }
    });
  }

  function act(event: MouseEvent): void {
    withRow(event, (index, row) => items[index] !== undefined && onAction?.(items[index], row));
  }

  function onClick(event: MouseEvent): void {
    if (isInControl(event.target)) {
      return;
    }
    if (props.actsOnClick === true) {
      act(event);
    } else if (onRowClick !== undefined) {
      withRow(event, (index) => items[index] !== undefined && onRowClick(items[index], event));
    } else {
      withRow(event, (index) => select(index, changeOf(event)));
    }
  }

  function onAuxClick(event: MouseEvent): void {
    if (event.button === 1 && !isInControl(event.target)) {
      withRow(event, (index) => items[index] !== undefined && onRowClick?.(items[index], event));
    }
  }

  function onDoubleClick(event: MouseEvent): void {
    if (props.actsOnClick !== true && !isInControl(event.target)) {
      act(event);
    }
  }

  const guard = {
    tabIndex: items.length > 0 ? 0 : -1,
    onFocus: () => isLeaving.current || focusRow(currentIndex),
  };
  const dragged = drag === undefined ? undefined : items.find(({ id }) => drag.ids.has(id));
  return (
    <div className={classNames(styles["frame"])}>
      {/* Tab and Shift+Tab enter the list here, and go on to the current row. */}
      <span ref={before} {...guard} />
      {/* Its rows take the focus. */}
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus, jsx-a11y/no-static-element-interactions */}
      <div
        ref={list}
        role={placeOf === undefined ? "grid" : "tree"}
        aria-label={props.label}
        aria-multiselectable={selection === undefined ? undefined : true}
        {...(placeOf === undefined && { "aria-rowcount": items.length, "aria-colcount": 1 })}
        className={classNames(styles["list"])}
        onFocus={onFocus}
        onBlur={onBlur}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onAuxClick={onAuxClick}
        onDoubleClick={onDoubleClick}
        onContextMenu={onContextMenu}
        onPointerDown={onPointerDown}
        onScrollEnd={({ currentTarget }) => props.onScrolled?.(currentTarget.scrollTop)}
      >
        <div
          ref={virtualizer.containerRef}
          role="presentation"
          className={classNames(styles["content"])}
        >
          {virtualizer.getVirtualItems().map(({ index }) => {
            const item = items[index];
            return item === undefined ? null : (
              <VirtualRow
                key={item.id}
                item={item}
                index={index}
                name={isNamedByContent(item) ? undefined : textOf(item)}
                isCurrent={index === currentIndex}
                isSelected={
                  placeOf === undefined
                    ? selection?.selected.has(item.id)
                    : item.id === props.selectedId
                }
                isDragged={drag?.ids.has(item.id) === true}
                placeOf={placeOf}
                measure={virtualizer.measureElement}
              >
                {props.children}
              </VirtualRow>
            );
          })}
          {drag?.dropAt !== undefined && (
            <div
              className={classNames(styles["dropLine"])}
              style={{
                top:
                  virtualizer.measurementsCache[drag.dropAt]?.start ?? virtualizer.getTotalSize(),
              }}
            />
          )}
        </div>
      </div>
      <span ref={after} {...guard} />
      {dragged !== undefined && (
        <div ref={follower} className={classNames(styles["dragged"])} aria-hidden>
          {escapeInvisible(textOf(dragged))}
          {drag !== undefined && drag.ids.size > 1 && ` and ${drag.ids.size - 1} more`}
        </div>
      )}
    </div>
  );
}
