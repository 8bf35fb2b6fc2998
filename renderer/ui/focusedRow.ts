import type { KeyboardEvent } from "react";

/** The row of a list that a key was pressed on; keys in a row's fields and buttons are theirs. */
export function focusedRow(event: KeyboardEvent): HTMLElement | null {
  return event.target instanceof HTMLElement && event.target.getAttribute("role") === "row"
    ? event.target
    : null;
}
