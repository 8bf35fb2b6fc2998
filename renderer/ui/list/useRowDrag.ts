import {
  type PointerEvent as ReactPointerEvent,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { dropTarget, scrollStep } from "./dropTarget.ts";
import type { ListItem } from "./listItem.ts";
import { isInControl, rowOf } from "./rowElements.ts";

/** Pixels that the pointer moves before a press becomes a drag. */
const threshold = 5;

/** Rows being dragged. */
export interface DraggedRows {
  readonly ids: ReadonlySet<string>;
  /** The number of rows before the position of a drop, or undefined if a drop changes nothing. */
  readonly dropAt: number | undefined;
}

interface RowDragOptions {
  readonly items: readonly ListItem[];
  readonly selected: ReadonlySet<string>;
  readonly list: RefObject<HTMLDivElement | null>;
  /** The number of rows that start above the middle of the one at a height in the content, in pixels. */
  readonly rowsBefore: (top: number) => number;
  /** @param before the id of the row that follows the moved ones; undefined at the end */
  readonly onReorder: ((ids: ReadonlySet<string>, before: string | undefined) => void) | undefined;
}

interface RowDrag {
  readonly drag: DraggedRows | undefined;
  /** The element that follows the pointer. */
  readonly follower: RefObject<HTMLDivElement | null>;
  readonly onPointerDown: (event: ReactPointerEvent) => void;
}

/**
 * Drags rows with the mouse or a pen: a selected row takes the other selected ones along. Near an edge the list
 * scrolls, faster outside it. Escape cancels.
 */
export function useRowDrag(options: RowDragOptions): RowDrag {
  const [drag, setDrag] = useState<DraggedRows>();
  const follower = useRef<HTMLDivElement>(null);
  const latest = useRef(options);
  useLayoutEffect(() => {
    latest.current = options;
  });
  const cancel = useRef<() => void>(undefined);
  useEffect(() => () => cancel.current?.(), []);

  function start(id: string, pressed: { readonly x: number; readonly y: number }): void {
    const stop = new AbortController();
    const { signal } = stop;
    const { selected } = latest.current;
    const ids = selected.has(id) ? selected : new Set([id]);
    let pointer = pressed;
    let isDragging = false;
    let frame = 0;

    function end(): void {
      stop.abort();
      cancelAnimationFrame(frame);
      setDrag(undefined);
    }

    function target(): DraggedRows {
      const { list, items, rowsBefore } = latest.current;
      const { current } = list;
      const top =
        current === null ? 0 : pointer.y - current.getBoundingClientRect().top + current.scrollTop;
      return { ids, dropAt: dropTarget(items, ids, rowsBefore(top)) };
    }

    function show(): void {
      const next = target();
      setDrag((shown) => (shown !== undefined && shown.dropAt === next.dropAt ? shown : next));
    }

    /** Follows the pointer, and scrolls the list while it is near an edge. */
    function follow(): void {
      const { current } = latest.current.list;
      if (follower.current) {
        follower.current.style.transform = `translate(${pointer.x + 12}px, ${pointer.y + 8}px)`;
      }
      if (current !== null) {
        const step = scrollStep(current.getBoundingClientRect(), pointer.y);
        if (step !== 0) {
          current.scrollTop += step;
          show();
        }
      }
      frame = requestAnimationFrame(follow);
    }

    function onMove(event: PointerEvent): void {
      pointer = { x: event.clientX, y: event.clientY };
      if (event.buttons === 0) {
        end();
        return;
      }
      if (!isDragging) {
        if (Math.hypot(pointer.x - pressed.x, pointer.y - pressed.y) < threshold) {
          return;
        }
        isDragging = true;
        frame = requestAnimationFrame(follow);
      }
      show();
    }

    function onUp(): void {
      const { items, onReorder } = latest.current;
      const { dropAt } = target();
      end();
      if (!isDragging) {
        return;
      }
      ignoreNextClick();
      if (dropAt !== undefined) {
        onReorder?.(ids, items.slice(dropAt).find((item) => !ids.has(item.id))?.id);
      }
    }

    function onKey(event: KeyboardEvent): void {
      if (isDragging && event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        ignoreNextClick();
        end();
      }
    }

    window.addEventListener("pointermove", onMove, { signal });
    window.addEventListener("pointerup", onUp, { signal });
    window.addEventListener("pointercancel", end, { signal });
    window.addEventListener("blur", end, { signal });
    window.addEventListener("keydown", onKey, { signal, capture: true });
    cancel.current = end;
  }

  return {
    drag,
    follower,
    onPointerDown: (event) => {
      const id = rowOf(event.target)?.dataset["key"];
      const isPress = event.button === 0 && event.pointerType !== "touch";
      if (options.onReorder && id !== undefined && isPress && !isInControl(event.target)) {
        start(id, { x: event.clientX, y: event.clientY });
      }
    },
  };
}

/** Keeps the click at the end of a drag from selecting a row. */
function ignoreNextClick(): void {
  const stop = new AbortController();
  window.addEventListener("click", (event) => event.stopPropagation(), {
    capture: true,
    once: true,
    signal: stop.signal,
  });
  // The click follows the release at once, or not at all.
  setTimeout(() => stop.abort());
}
