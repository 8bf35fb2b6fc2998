import { type KeyboardEvent, type Ref, useCallback, useState } from "react";
import type { RepositoryTags } from "../../../shared/tags.ts";
import { classNames } from "../../ui/classNames.ts";
import { VirtualList, type VirtualListHandle } from "../../ui/list/VirtualList.tsx";
import { placeOfList, useListPlaces } from "../inspect/listPlaces.ts";
import { inspectReference } from "../inspect/inspectReference.ts";
import { deleteTags } from "./actOnTags.ts";
import { selectedTags } from "./selectedTags.ts";
import { type OpenTagMenu, TagMenu } from "./TagMenu.tsx";
import type { TagRow } from "./tagRows.ts";
import { TagRowView } from "./TagRowView.tsx";
import { useTags } from "./tagsStore.ts";
import styles from "./TagList.module.css";

const labelOf = ({ tag }: TagRow): string => tag;

interface TagListProps {
  /** As the page was opened, which is its key in the store. */
  readonly page: string;
  readonly list: RepositoryTags;
  readonly rows: readonly TagRow[];
  readonly selected: ReadonlySet<string>;
  readonly marks: ReadonlyMap<string, readonly string[]>;
  readonly listRef: Ref<VirtualListHandle>;
}

/** The tags of a repository. Enter inspects one, Shift+F10 opens its menu; Space, Shift and Ctrl select. */
export function TagList({ page, list, rows, selected, marks, listRef }: TagListProps) {
  const [menu, setMenu] = useState<OpenTagMenu>();
  const state = useTags(({ pages }) =>
    menu === undefined ? undefined : pages[page]?.tags.get(menu.row.tag),
  );
  const renderRow = useCallback(
    (row: TagRow) => (
      <TagRowView
        repository={page}
        row={row}
        marks={marks}
        onMenu={(anchor) => setMenu({ row, anchor })}
      />
    ),
    [page, marks],
  );

  function openMenu(row: TagRow, element: HTMLElement): void {
    setMenu({ row, anchor: element.querySelector("[data-tag-menu] button") ?? element });
  }

  /** Delete opens the review for the selected tags, or for the row if it is not one of them. */
  function onRowKeyDown(event: KeyboardEvent, row: TagRow): void {
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      const own = [row.tag, ...row.others];
      deleteTags(page, selected.has(row.id) ? selectedTags(rows, selected) : own);
    }
  }

  return (
    <div className={classNames(styles["frame"])}>
      <div aria-hidden className={classNames(styles["titles"])}>
        <span>Tag</span>
        <span>Digest</span>
        <span>Platforms</span>
        <span className={classNames(styles["rightTitle"])}>Size</span>
        <span className={classNames(styles["lastTitle"])}>Created</span>
      </div>
      <VirtualList
        ref={listRef}
        label="Tags"
        items={rows}
        estimatedHeight={30}
        initialPosition={placeOfList(`tags ${page}`)}
        onScrolled={(offset) => useListPlaces.getState().keep(`tags ${page}`, offset)}
        textOf={labelOf}
        // What a tag points to is read while its row is shown.
        isNamedByContent
        selection={{
          selected,
          onChange: (ids) => useTags.getState().change(page, { selected: ids }),
        }}
        onAction={({ tag }) => inspectReference(`${list.repository}:${tag}`)}
        onMenu={openMenu}
        onRowKeyDown={onRowKeyDown}
      >
        {renderRow}
      </VirtualList>
      {menu !== undefined && (
        <TagMenu
          {...menu}
          page={page}
          list={list}
          state={state}
          onClose={() => setMenu(undefined)}
        />
      )}
    </div>
  );
}
