import { memo, type ReactNode, type Ref } from "react";
import { classNames } from "../classNames.ts";
import { escapeInvisible } from "../escapeInvisible.ts";
import type { ListItem, TreePlace } from "./listItem.ts";
import styles from "./VirtualList.module.css";

interface VirtualRowProps<T extends ListItem> {
  readonly item: T;
  readonly index: number;
  /** The accessible name; undefined if that is the content. */
  readonly name: string | undefined;
  /** Whether Tab leads to the row. */
  readonly isCurrent: boolean;
  /** Undefined in a list without selection. */
  readonly isSelected: boolean | undefined;
  readonly isDragged: boolean;
  /** Undefined in a list that is not a tree. */
  readonly placeOf: ((item: T) => TreePlace) | undefined;
  readonly measure: Ref<HTMLDivElement>;
  readonly children: (item: T) => ReactNode;
}

function Row<T extends ListItem>({
  item,
  index,
  name,
  isCurrent,
  isSelected,
  isDragged,
  placeOf,
  measure,
  children,
}: VirtualRowProps<T>) {
  const place = placeOf?.(item);
  return (
    <div
      ref={measure}
      role={place === undefined ? "row" : "treeitem"}
      data-index={index}
      data-key={item.id}
      data-dragging={isDragged || undefined}
      aria-label={name === undefined ? undefined : escapeInvisible(name)}
      aria-selected={isSelected}
      tabIndex={isCurrent ? 0 : -1}
      className={classNames(styles["row"])}
      {...(place === undefined ? { "aria-rowindex": index + 1 } : placeAttributes(place))}
    >
      {place === undefined ? (
        <div role="gridcell" aria-colindex={1}>
          {children(item)}
        </div>
      ) : (
        children(item)
      )}
    </div>
  );
}

/** Source: WAI-ARIA Authoring Practices, "Tree View Pattern". */
function placeAttributes({ level, position, setSize, isExpanded }: TreePlace) {
  return {
    "aria-level": level,
    "aria-posinset": position,
    "aria-setsize": setSize,
    ...(isExpanded === undefined ? {} : { "aria-expanded": isExpanded }),
  };
}

/** A row of a virtual list, rendered again only if its properties change. */
export const VirtualRow = memo(Row) as typeof Row;
