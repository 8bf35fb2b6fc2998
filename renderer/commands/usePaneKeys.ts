import { useEffect } from "react";
import { listTabStops } from "../ui/tabStops.ts";

/** The parts of the window that F6 moves between: the outermost ones. A region with `data-panes` consists of panes. */
const paneSelector = "[data-pane], section[aria-label]:not([data-panes])";
/** What had the focus last, by pane. */
const lastFocused = new WeakMap<Element, HTMLElement>();

function outerPane(element: Element | null): Element | undefined {
  let outermost: Element | undefined;
  for (
    let pane = element?.closest(paneSelector);
    pane !== null && pane !== undefined;
    pane = pane.parentElement?.closest(paneSelector)
  ) {
    outermost = pane;
  }
  return outermost;
}

/** The panes of the window that can have the focus, in order. */
function listPanes(): readonly Element[] {
  return [...document.querySelectorAll(paneSelector)].filter(
    (pane) => outerPane(pane) === pane && listTabStops(pane).length > 0,
  );
}

/** A tab that is not selected any more is not returned to: the focus would be beside the view that is shown. */
function canReturn(last: HTMLElement, pane: Element): boolean {
  return (
    last.isConnected && pane.contains(last) && !last.matches("[role=tab][aria-selected=false]")
  );
}

function movePane(step: 1 | -1): void {
  const panes = listPanes();
  const current = outerPane(document.activeElement);
  const at = current === undefined ? -1 : panes.indexOf(current);
  const from = at < 0 && step < 0 ? 0 : at;
  const next = panes[(from + step + panes.length) % panes.length];
  if (next === undefined) {
    return;
  }
  const last = lastFocused.get(next);
  const target = last !== undefined && canReturn(last, next) ? last : listTabStops(next)[0];
  target?.focus();
}

/** Moves the focus between the panes with F6 and Shift+F6, to where it was in each. */
export function usePaneKeys(): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
      if (event.key !== "F6" || hasModifier) {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      if (document.querySelector("[role=dialog], [role=alertdialog], [role=menu]") === null) {
        movePane(event.shiftKey ? -1 : 1);
      }
    }
    function onFocusIn({ target }: FocusEvent): void {
      const pane = target instanceof HTMLElement ? outerPane(target) : undefined;
      if (pane !== undefined) {
        lastFocused.set(pane, target as HTMLElement);
      }
    }
    window.addEventListener("keydown", onKeyDown, true);
    window.addEventListener("focusin", onFocusIn, true);
    return () => {
      window.removeEventListener("keydown", onKeyDown, true);
      window.removeEventListener("focusin", onFocusIn, true);
    };
  }, []);
}
