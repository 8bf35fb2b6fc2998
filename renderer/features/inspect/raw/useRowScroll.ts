import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";

/** In pixels. Browsers draw no element that is higher than 33 million. */
const maxHeight = 8_000_000;
/** Rows of the page that Page Down leaves in view. */
const keptRows = 1;

interface RowScroll {
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** The first row in view, and how many there are. */
  readonly top: number;
  readonly visible: number;
  /** The height of the content in pixels. */
  readonly height: number;
  readonly goTo: (row: number) => void;
  readonly onScroll: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/**
 * Scrolls a list of any number of rows, row by row. If all of them would be higher than an element can be, the scroll bar
 * stands for them in proportion; wheel and keys still move by rows.
 * @param rowHeight in pixels
 */
export function useRowScroll(rows: number, rowHeight: number): RowScroll {
  const scroller = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [viewHeight, setViewHeight] = useState(0);
  /** Where the last move of a key or the wheel put the scroll bar: that is no move of the bar itself. */
  const placed = useRef<number>(undefined);
  const visible = Math.max(Math.floor(viewHeight / rowHeight), 1);
  const lastTop = Math.max(rows - visible, 0);
  const height = Math.min(rows * rowHeight, maxHeight);
  const isScaled = rows * rowHeight > maxHeight;

  useEffect(() => {
    const element = scroller.current;
    if (element === null) {
      return;
    }
    const measure = (): void => setViewHeight(element.clientHeight);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);

  function goTo(row: number): void {
    const next = Math.min(Math.max(row, 0), lastTop);
    const element = scroller.current;
    setTop(next);
    if (element !== null) {
      element.scrollTop = isScaled
        ? (next / Math.max(lastTop, 1)) * (height - element.clientHeight)
        : next * rowHeight;
      placed.current = element.scrollTop;
    }
  }

  const move = useRef<(rows: number) => void>(() => {});
  useEffect(() => {
    move.current = (by) => goTo(top + by);
  });
  useEffect(() => {
    const element = scroller.current;
    if (element === null || !isScaled) {
      return;
    }
    let rest = 0;
    // Registered here, since React's listener of wheels cannot keep the browser from scrolling.
    const onWheel = (event: WheelEvent): void => {
      if (event.ctrlKey || event.deltaY === 0) {
        return;
      }
      event.preventDefault();
      rest +=
        event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY : event.deltaY / rowHeight;
      const whole = Math.trunc(rest);
      rest -= whole;
      move.current(whole);
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [isScaled, rowHeight]);

  return {
    scroller,
    top: Math.min(top, lastTop),
    visible,
    height,
    goTo,
    onScroll() {
      const element = scroller.current;
      if (element === null || element.scrollTop === placed.current) {
        return;
      }
      placed.current = undefined;
      const share = element.scrollTop / Math.max(height - element.clientHeight, 1);
      setTop(
        isScaled
          ? Math.min(Math.round(share * lastTop), lastTop)
          : Math.min(Math.round(element.scrollTop / rowHeight), lastTop),
      );
    },
    onKeyDown(event) {
      const to = keyTarget(event, { top, lastTop, page: Math.max(visible - keptRows, 1) });
      if (to !== undefined) {
        event.preventDefault();
        goTo(to);
      }
    },
  };
}

/** The first row in view after a key. @returns undefined if it is another key */
function keyTarget(
  { key, altKey, ctrlKey, metaKey }: KeyboardEvent,
  at: { readonly top: number; readonly lastTop: number; readonly page: number },
): number | undefined {
  if (altKey || ((ctrlKey || metaKey) && key !== "Home" && key !== "End")) {
    return undefined;
  }
  switch (key) {
    case "ArrowDown":
      return at.top + 1;
    case "ArrowUp":
      return at.top - 1;
    case "PageDown":
    case " ":
      return at.top + at.page;
    case "PageUp":
      return at.top - at.page;
    case "Home":
      return 0;
    case "End":
      return at.lastTop;
    default:
      return undefined;
  }
}
