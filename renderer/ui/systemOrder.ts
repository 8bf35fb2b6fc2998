import { Children, type ReactNode } from "react";

/** Whether the system is Windows, whose dialogs have the affirmative button on the left of Cancel. */
function isAffirmativeFirst(): boolean {
  return navigator.userAgent.includes("Windows");
}

/**
 * The buttons of a dialog in the order of the system, which is also that of the Tab key.
 * @param buttons the affirmative one last, as on macOS and Linux
 */
export function inSystemOrder(buttons: ReactNode): ReactNode {
  return isAffirmativeFirst() ? Children.toArray(buttons).toReversed() : buttons;
}
