import { useVirtualizer } from "@tanstack/react-virtual";
import {
  createContext,
  type ReactNode,
  useContext,
  useDeferredValue,
  useMemo,
  useRef,
  useState,
} from "react";
import { countOf } from "../../shared/countOf.ts";
import { classNames } from "./classNames.ts";
import { escapeInvisible } from "./escapeInvisible.ts";
import styles from "./RecordTable.module.css";
import { TextInput } from "./TextInput.tsx";
import { UntrustedText } from "./UntrustedText.tsx";

/** A column: its title, and the outside text of a record in it. */
export interface RecordColumn<R> {
  readonly title: string;
  /** As in `grid-template-columns`: `minmax(0, 2fr)`. */
  readonly width: string;
  readonly text: (record: R) => string;
  /** What is shown of a record, if it is not just the text. */
  readonly cell?: (record: R) => ReactNode;
}

/** What the tables of a document are filtered by, by their labels. */
interface KeptFilters {
  readonly filterOf: (label: string) => string;
  readonly keep: (label: string, filter: string) => void;
}

/** Where tables below keep their filters; without it, they start without one. */
export const KeptFiltersContext = createContext<KeptFilters>({
  filterOf: () => "",
  keep: () => {},
});

interface RecordTableProps<R> {
  readonly label: string;
  readonly columns: readonly RecordColumn<R>[];
  readonly records: readonly R[];
  /** What one record is: `package`. */
  readonly noun: string;
  /** Several of them, if it is not the noun with an s. */
  readonly plural?: string;
}

/** In pixels. */
const rowHeight = 24;
const borders = 2;

/**
 * A table of many records, with a field that filters them by their text. Only visible rows are rendered. It is as high as
 * all records, up to a limit, and stays so while it is filtered.
 */
export function RecordTable<R>(props: RecordTableProps<R>) {
  const { label, columns, records, noun, plural = `${noun}s` } = props;
  const { filterOf, keep } = useContext(KeptFiltersContext);
  const [filter, setFilter] = useState(() => filterOf(label));
  const words = useDeferredValue(filter).toLowerCase().split(/\s+/).filter(Boolean).join(" ");
  const isFiltered = words !== "";
  // Made with the first letter: a table of thousands of records opens sooner.
  const texts = useMemo(
    () =>
      isFiltered
        ? records.map((record) =>
            columns
              .map(({ text }) => text(record))
              .join("\n")
              .toLowerCase(),
          )
        : [],
    [columns, records, isFiltered],
  );
  const found = useMemo(
    () =>
      isFiltered
        ? records.filter((_, at) =>
            words.split(" ").every((word) => texts[at]?.includes(word) === true),
          )
        : records,
    [records, texts, words, isFiltered],
  );
  const scroller = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- The React Compiler, which it confuses, is not used.
  const virtualizer = useVirtualizer({
    count: found.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const template = { gridTemplateColumns: columns.map(({ width }) => width).join(" ") };
  return (
    <div className={classNames(styles["frame"])}>
      <div className={classNames(styles["bar"])}>
        <TextInput
          label={`Filter ${plural}`}
          placeholder={`Filter ${plural}`}
          value={filter}
          onChange={(text) => {
            setFilter(text);
            keep(label, text);
          }}
        />
        <span role="status" className={classNames(styles["count"])}>
          {found.length === records.length
            ? countOf(records.length, noun, plural)
            : `${found.length} of ${countOf(records.length, noun, plural)}`}
        </span>
      </div>
      {/* Focusable, so that the keyboard can scroll it. */}
      <div
        ref={scroller}
        role="table"
        aria-label={label}
        aria-rowcount={found.length + 1}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className={classNames(styles["scroller"])}
        style={{ height: (records.length + 1) * rowHeight + borders }}
      >
        <div role="rowgroup" className={classNames(styles["head"])}>
          <div role="row" aria-rowindex={1} className={classNames(styles["row"])} style={template}>
            {columns.map(({ title }) => (
              <span key={title} role="columnheader">
                {title}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" style={{ height: virtualizer.getTotalSize(), position: "relative" }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const record = found[index];
            return record === undefined ? null : (
              <div
                key={index}
                role="row"
                aria-rowindex={index + 2}
                className={classNames(styles["row"])}
                style={{ ...template, transform: `translateY(${start}px)`, position: "absolute" }}
              >
                {columns.map(({ title, text, cell }) => (
                  <span
                    key={title}
                    role="cell"
                    title={escapeInvisible(text(record))}
                    data-selectable
                  >
                    {cell === undefined ? <UntrustedText text={text(record)} /> : cell(record)}
                  </span>
                ))}
              </div>
            );
          })}
        </div>
      </div>
      {found.length === 0 && records.length > 0 && (
        <p className={classNames(styles["none"])}>No {noun} matches the filter.</p>
      )}
    </div>
  );
}
