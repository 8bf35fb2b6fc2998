import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import { Popover } from "react-aria-components";
import { classNames } from "./classNames.ts";
import { escapeInvisible } from "./escapeInvisible.ts";
import styles from "./SuggestionPopup.module.css";

/** Height of an option in pixels, as in the style sheet. */
const rowHeight = 24;
const maxVisibleRows = 10;
/** Options rendered before and after the visible ones. */
const overscan = 4;

/** The element id of an option, for `aria-activedescendant`. */
export function optionId(listId: string, at: number): string {
  return `${listId}-${at}`;
}

interface SuggestionListProps {
  readonly id: string;
  readonly label: string;
  readonly options: readonly string[];
  /** The index of the option that Enter takes; undefined if none. */
  readonly active: number | undefined;
  readonly onChoose: (option: string) => void;
}

/** The options. Only the visible ones are rendered: there may be 50,000. */
function SuggestionList({ id, label, options, active, onChoose }: SuggestionListProps) {
  const list = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const height = Math.min(options.length, maxVisibleRows) * rowHeight;

  useLayoutEffect(() => {
    if (list.current !== null && active !== undefined) {
      const top = active * rowHeight;
      const lowest = top + rowHeight - height;
      list.current.scrollTop = Math.min(top, Math.max(list.current.scrollTop, lowest));
    }
  }, [active, height]);

  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - overscan);
  const rendered = options.slice(first, first + maxVisibleRows + 2 * overscan);
  return (
    <div
      ref={list}
      id={id}
      role="listbox"
      aria-label={label}
      tabIndex={0}
      className={classNames(styles["list"])}
      style={{ height }}
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
    >
      <div role="presentation" style={{ height: options.length * rowHeight }}>
        {rendered.map((option, offset) => {
          const at = first + offset;
          return (
            // The field handles the keys.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
            <div
              key={option}
              id={optionId(id, at)}
              role="option"
              tabIndex={-1}
              aria-selected={at === active}
              aria-setsize={options.length}
              aria-posinset={at + 1}
              className={classNames(styles["option"])}
              style={{ top: at * rowHeight }}
              onClick={() => onChoose(option)}
            >
              <bdi>{escapeInvisible(option)}</bdi>
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface SuggestionPopupProps extends SuggestionListProps {
  readonly fieldRef: RefObject<HTMLElement | null>;
  /** The text that the options match. Another text scrolls to the first option. */
  readonly query: string;
  /** A line below the options. */
  readonly footer: string | undefined;
}

/**
 * Suggestions below a text field, or only the line below them while they are read. The field keeps the focus and
 * handles the keys. Unlike the lists of react-aria, which create an element for each option, it can have tens of
 * thousands.
 */
export function SuggestionPopup({ fieldRef, query, footer, ...list }: SuggestionPopupProps) {
  return (
    <Popover
      isOpen
      isNonModal
      triggerRef={fieldRef}
      placement="bottom start"
      offset={4}
      // Less than the distance of any field from the edge of the window, so that it is aligned with the field.
      containerPadding={8}
      className={classNames(styles["popover"])}
      // The field keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
    >
      {/* A landmark, since the popover is outside those of the page. */}
      <section aria-label="Suggestions">
        {list.options.length > 0 && <SuggestionList key={query} {...list} />}
        {footer !== undefined && <div className={classNames(styles["footer"])}>{footer}</div>}
      </section>
    </Popover>
  );
}
