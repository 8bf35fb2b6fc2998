import { memo, type ReactNode, type Ref } from "react";
import { classNames } from "../classNames.ts";
import { escapeInvisible } from "../escapeInvisible.ts";
import type { ListItem } from "./listItem.ts";
import styles from "./VirtualList.module.css";

interface VirtualRowProps<T extends ListItem> {
  readonly item: T;
  readonly index: number;
  readonly text: string;
  /** Whether Tab leads to the row. */
  readonly isCurrent: boolean;
  /** Undefined in a list without selection. */
  readonly isSelected: boolean | undefined;
  readonly isDragged: boolean;
  readonly measure: Ref<HTMLDivElement>;
  readonly children: (item: T) => ReactNode;
}

function Row<T extends ListItem>({
  item,
  index,
  text,
  isCurrent,
  isSelected,
  isDragged,
  measure,
  children,
}: VirtualRowProps<T>) {
  return (
    <div
      ref={measure}
      role="row"
      data-index={index}
      data-key={item.id}
      data-dragging={isDragged || undefined}
      aria-rowindex={index + 1}
      aria-label={escapeInvisible(text)}
      aria-selected={isSelected}
      tabIndex={isCurrent ? 0 : -1}
      className={classNames(styles["row"])}
    >
      <div role="gridcell" aria-colindex={1}>
        {children(item)}
      </div>
    </div>
  );
}

/** A row of a virtual list, rendered again only if its properties change. */
export const VirtualRow = memo(Row) as typeof Row;
