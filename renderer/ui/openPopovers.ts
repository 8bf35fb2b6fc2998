import { flushSync } from "react-dom";

/** A menu or another popover that has the focus. */
interface OpenPopover {
  readonly close: () => void;
  /** What had the focus before. */
  readonly opener: Element | null;
}

const open = new Set<OpenPopover>();

/** Adds a popover to the open ones. @returns removes it */
export function addOpenPopover(popover: OpenPopover): () => void {
  open.add(popover);
  return () => open.delete(popover);
}

/**
 * Closes the open menus and popovers at once, and gives the focus back: what a command opens next would be below them,
 * and would return the focus to an item that is gone.
 */
export function closePopovers(): void {
  for (const { close, opener } of [...open].toReversed()) {
    flushSync(close);
    if (opener instanceof HTMLElement && opener.isConnected) {
      opener.focus();
    }
  }
}
