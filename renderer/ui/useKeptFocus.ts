import { useEffect } from "react";
import { listTabStops } from "./tabStops.ts";

/**
 * Frames until everything that moves the focus by itself has done so: a closing dialog, a list, and a view that is asked to
 * take it, which takes two frames twice.
 */
const framesToWait = 6;

/** A position in the page. */
interface Place {
  readonly parent: Node;
  /** The sibling before it; null at the start of the parent. */
  readonly before: Node | null;
}

/**
 * Where a node was before it was removed.
 * @param known where it was before these changes, if it was removed earlier
 */
function placeOf(
  node: Node,
  records: readonly MutationRecord[],
  known: Place | undefined,
): Place | undefined {
  let place = known;
  for (const { target, removedNodes, previousSibling } of records) {
    for (const removed of removedNodes) {
      if (removed.contains(place?.parent ?? node) || removed === place?.before) {
        place = { parent: target, before: previousSibling };
      }
    }
  }
  return place;
}

/** The first tab stop after a place, or else the last before it, in the innermost element around it that has one. */
function nearestStop({ parent, before }: Place): HTMLElement | undefined {
  for (
    let around = parent instanceof Element ? parent : null;
    around !== null && around !== document.body;
    around = around.parentElement
  ) {
    const stops = listTabStops(around);
    const next = stops.find((stop) => isBehind(stop, before ?? parent, before !== null));
    const found = next ?? stops.at(-1);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** Whether an element follows a node, and is not in it unless only its start counts. */
function isBehind(element: Element, node: Node, isWhole: boolean): boolean {
  return (
    (node.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0 &&
    !(isWhole && node.contains(element))
  );
}

function canKeepFocus(element: Element): boolean {
  return element.isConnected && !element.matches(":disabled");
}

/** Follows the focus. @returns stops it */
function keepFocus(): () => void {
  let focused: HTMLElement | undefined;
  /** Where the focus was lost. */
  let place: Place | undefined;
  let frame = 0;

  function forget(): void {
    focused = undefined;
    place = undefined;
    cancelAnimationFrame(frame);
  }

  function restore(): void {
    const { activeElement } = document;
    const isLost =
      activeElement === null || activeElement === document.body || activeElement === focused;
    if (place !== undefined && isLost && focused !== undefined && !canKeepFocus(focused)) {
      nearestStop(place)?.focus({ preventScroll: true });
    }
    place = undefined;
  }

  function restoreAfter(frames: number): void {
    frame = requestAnimationFrame(() => (frames > 1 ? restoreAfter(frames - 1) : restore()));
  }

  const observer = new MutationObserver((records) => {
    if (focused === undefined || canKeepFocus(focused)) {
      return;
    }
    const isFirst = place === undefined;
    const { parentNode } = focused;
    place =
      focused.isConnected && parentNode !== null
        ? { parent: parentNode, before: focused }
        : placeOf(focused, records, place);
    if (isFirst && place !== undefined) {
      restoreAfter(framesToWait);
    }
  });

  function onFocusIn({ target }: FocusEvent): void {
    forget();
    focused = target instanceof HTMLElement ? target : undefined;
  }

  function onFocusOut(): void {
    // After a click beside all controls. An element that is being removed is gone then.
    queueMicrotask(() => {
      if (focused !== undefined && canKeepFocus(focused) && document.activeElement !== focused) {
        forget();
      }
    });
  }

  document.addEventListener("focusin", onFocusIn);
  document.addEventListener("focusout", onFocusOut);
  observer.observe(document.body, {
    subtree: true,
    childList: true,
    attributeFilter: ["disabled"],
  });
  return () => {
    forget();
    observer.disconnect();
    document.removeEventListener("focusin", onFocusIn);
    document.removeEventListener("focusout", onFocusOut);
  };
}

/**
 * Keeps the keyboard where it is in the whole window: if what has the focus is removed or disabled, as a button that is
 * replaced by the progress of what it starts, what takes its place gets the focus, or else the control nearest to it. What
 * closes in front of the window, as a menu, restores the focus by itself.
 */
export function useKeptFocus(): void {
  useEffect(keepFocus, []);
}
