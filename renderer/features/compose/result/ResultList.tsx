import { type KeyboardEvent, useMemo } from "react";
import { GridList, GridListItem, ListLayout, Virtualizer } from "react-aria-components";
import type { ResultRow } from "../../../../shared/preview.ts";
import { entryLabel } from "../../../image/entryLabel.ts";
import { rowOfKeyEvent } from "../../../ui/gridRows.ts";
import { classNames } from "../../../ui/classNames.ts";
import { type ListedRow, listRows } from "./listRows.ts";
import { ResultEntry } from "./ResultEntry.tsx";
import styles from "../sources/SourceList.module.css";
import { useCompose } from "../composeStore.ts";

/** The entries of the result; Space on a row keeps or excludes it. */
export function ResultList({ rows }: { readonly rows: readonly ResultRow[] }) {
  const items = useMemo(() => listRows(rows), [rows]);
  const setKept = useCompose((state) => state.setEntryKept);

  function onKeyDownCapture(event: KeyboardEvent<HTMLDivElement>): void {
    const key = event.key === " " ? rowOfKeyEvent(event)?.dataset["key"] : undefined;
    const item = items.find(({ id }) => id === key);
    if (item !== undefined && !item.isLast) {
      event.preventDefault();
      setKept(item.row.descriptor.digest, !item.row.kept, entryLabel(item.row));
    }
  }

  return (
    // The list handles the key for its rows; react-aria's list has no handler for it.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className={classNames(styles["frame"])} onKeyDownCapture={onKeyDownCapture}>
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
              <ResultEntry row={item.row} isLast={item.isLast} />
            </GridListItem>
          )}
        </GridList>
      </Virtualizer>
    </div>
  );
}
