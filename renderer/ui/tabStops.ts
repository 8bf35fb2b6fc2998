const focusable =
  "input:not([type=hidden]), select, textarea, button, summary, a[href], [tabindex], [contenteditable=true]";

/** Whether keys reach an element: it is not hidden, nor in a view or behind a dialog that hides it. */
function isShown(element: Element): boolean {
  return element.closest("[data-inert], [inert], [hidden]") === null && isRendered(element);
}

/** Elements without a box are hidden. A page without layout, as in tests, has no boxes at all. */
function isRendered(element: Element): boolean {
  return document.body.getClientRects().length === 0 || element.getClientRects().length > 0;
}

/** Returns the elements that Tab leads to in a part of the page, in order. */
export function listTabStops(within: Element): readonly HTMLElement[] {
  return [...within.querySelectorAll<HTMLElement>(focusable)].filter(
    (element) =>
      element.tabIndex >= 0 &&
      !element.matches(":disabled, [aria-disabled=true]") &&
      isShown(element),
  );
}
