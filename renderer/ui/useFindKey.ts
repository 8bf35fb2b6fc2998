import { type RefObject, useEffect, useRef } from "react";

/**
 * Opens the find field of a pane by Ctrl+F (Command on a Mac) while the focus is in the pane.
 * @param isDefault whether the key also opens it while nothing in the window has the focus
 */
export function useFindKey(
  content: RefObject<HTMLElement | null>,
  open: () => void,
  isDefault = false,
): void {
  const latest = useRef(open);
  useEffect(() => {
    latest.current = open;
  });
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const isFind = event.key.toLowerCase() === "f" && (event.ctrlKey || event.metaKey);
      if (!isFind || event.shiftKey || event.altKey || event.defaultPrevented) {
        return;
      }
      const pane = content.current?.closest("section");
      const { activeElement } = document;
      const isNowhere = activeElement === null || activeElement === document.body;
      if (pane?.contains(activeElement) === true || (isDefault && isNowhere && isVisible(pane))) {
        event.preventDefault();
        latest.current();
      }
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [content, isDefault]);
}

/** Whether an element is in the shown view, without a dialog above. */
function isVisible(element: Element | null | undefined): boolean {
  return element?.closest("[data-inert], [inert], [aria-hidden='true']") === null;
}
