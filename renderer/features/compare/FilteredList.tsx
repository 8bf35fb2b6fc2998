import { type ReactNode, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { countOf } from "../../../shared/countOf.ts";
import { classNames } from "../../ui/classNames.ts";
import type { RowSelection } from "../../ui/list/selectRows.ts";
import { VirtualList, type VirtualListHandle } from "../../ui/list/VirtualList.tsx";
import { FilterBar } from "./FilterBar.tsx";
import { useKeepPlace, useListPlace } from "./useListPlace.ts";
import styles from "./FilteredList.module.css";

/** A row of a filtered list. */
export interface FilteredItem {
  readonly id: string;
  /** What screen readers say, and what is searched: `added, label version, 2`. */
  readonly text: string;
  /** The filter that the row belongs to. */
  readonly kind: string;
  /** The heading above the first row of each section. */
  readonly section?: string;
}

interface FilteredListProps<T extends FilteredItem> {
  readonly label: string;
  readonly items: readonly T[];
  /** What one row is: `value`. */
  readonly noun: string;
  readonly plural?: string;
  /** The filters besides `All`, with the kinds of rows they show. The first one that has rows is chosen at first. */
  readonly filters: readonly {
    readonly value: string;
    readonly label: string;
    readonly kinds: readonly string[];
  }[];
  /** The filter that is chosen at first, if it is not the first one that has rows. */
  readonly initialFilter?: string;
  /** Names the list in its comparison: what was chosen, typed and scrolled is kept while another one is shown. */
  readonly list: string;
  /** The row that takes the focus at first, if nothing has it. */
  readonly focused?: string | undefined;
  /** Shown if there are no rows at all, or none differ. */
  readonly empty: string;
  /** Shown beside the filters. */
  readonly head?: ReactNode;
  readonly estimatedHeight: number;
  readonly selection?: RowSelection;
  readonly onAction?: (item: T) => void;
  /** Renders a row. Each new function renders all visible rows again. */
  readonly children: (item: T) => ReactNode;
}

interface ShownItem<T> {
  readonly id: string;
  readonly item: T;
  readonly heading: string | undefined;
}

/** A list of any length, with filters and a field that searches it. */
export function FilteredList<T extends FilteredItem>(props: FilteredListProps<T>) {
  const { items, filters, noun, plural = `${noun}s`, children } = props;
  const { key, place } = useListPlace(props.list);
  const counts = useMemo(
    () =>
      filters.map(({ value, label, kinds }) => ({
        value,
        label,
        count: items.filter(({ kind }) => kinds.includes(kind)).length,
      })),
    [filters, items],
  );
  const [chosen, setChosen] = useState(place?.filter ?? props.initialFilter);
  const filter = chosen ?? (counts[0]?.count === 0 ? "all" : (counts[0]?.value ?? "all"));
  const [find, setFind] = useState(place?.find ?? "");
  const words = useDeferredValue(find).toLowerCase().split(/\s+/).filter(Boolean).join(" ");
  const texts = useMemo(() => items.map(({ text }) => text.toLowerCase()), [items]);
  const shown = useMemo(() => {
    const kinds = filters.find(({ value }) => value === filter)?.kinds;
    const found = items.filter(
      ({ kind }, at) =>
        (kinds === undefined || kinds.includes(kind)) &&
        words.split(" ").every((word) => texts[at]?.includes(word) === true),
    );
    return found.map((item, at): ShownItem<T> => {
      const isFirst = item.section !== found[at - 1]?.section;
      return { id: item.id, item, heading: isFirst ? item.section : undefined };
    });
  }, [filters, items, filter, words, texts]);
  const list = useRef<VirtualListHandle>(null);
  useKeepPlace(key, () => ({ filter: chosen, find, position: list.current?.position() }));
  const focused = useRef(props.focused);
  useEffect(() => {
    if (focused.current !== undefined && document.activeElement === document.body) {
      list.current?.show(focused.current, { focus: true });
    }
  }, []);
  const frame = useRef<HTMLDivElement>(null);
  const renderRow = useMemo(
    () =>
      ({ item, heading }: ShownItem<T>) => (
        <>
          {heading !== undefined && (
            <div className={classNames(styles["heading"])} aria-hidden>
              {heading}
            </div>
          )}
          {children(item)}
        </>
      ),
    [children],
  );
  const { onAction } = props;
  return (
    <div ref={frame} className={classNames(styles["frame"])}>
      <FilterBar
        plural={plural}
        choices={[...counts, { value: "all", label: "All", count: items.length }]}
        filter={filter}
        onFilter={setChosen}
        find={find}
        onFind={setFind}
        status={words === "" ? "" : countOf(shown.length, noun, plural)}
        frame={frame}
        onEnterList={() => {
          const [first] = shown;
          if (first !== undefined) {
            list.current?.show(first.id, { focus: true });
          }
          return first !== undefined;
        }}
      >
        {props.head}
      </FilterBar>
      {shown.length === 0 ? (
        <p className={classNames(styles["none"])}>
          {words === "" ? props.empty : `No ${noun} matches.`}
        </p>
      ) : (
        <VirtualList<ShownItem<T>>
          ref={list}
          initialPosition={place?.position}
          label={props.label}
          items={shown}
          estimatedHeight={props.estimatedHeight}
          textOf={textOf}
          {...(props.selection === undefined ? {} : { selection: props.selection })}
          onAction={onAction && (({ item }) => onAction(item))}
        >
          {renderRow}
        </VirtualList>
      )}
    </div>
  );
}

function textOf({ item, heading }: ShownItem<FilteredItem>): string {
  return heading === undefined ? item.text : `${heading}: ${item.text}`;
}
