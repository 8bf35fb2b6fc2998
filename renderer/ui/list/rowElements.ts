const interactive =
  "a[href], button, input, label, select, summary, textarea, [role='button'], [tabindex]";

/** The row of a list that contains an element. */
export function rowOf(target: EventTarget | null): HTMLElement | undefined {
  return (
    (target instanceof Element &&
      target.closest<HTMLElement>("[role='row'][data-key], [role='treeitem'][data-key]")) ||
    undefined
  );
}

/** Whether an element belongs to a control in a row, such as a button, which handles clicks itself. */
export function isInControl(target: EventTarget | null): boolean {
  const control = target instanceof Element ? target.closest(interactive) : null;
  return control !== null && control !== rowOf(target);
}

/** Whether an element uses the arrow keys and typed characters itself. */
export function takesKeys(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches("textarea, select, input:not([type='checkbox'], [type='radio'])"))
  );
}

/** Whether no control of the row follows (1) or precedes (-1) the focused element in the order of Tab. */
export function isTabEnd(row: HTMLElement, focused: EventTarget, direction: -1 | 1): boolean {
  if (direction === -1) {
    return focused === row;
  }
  const stops = [
    ...row.querySelectorAll<HTMLElement>(
      "a[href], button, input, select, summary, textarea, [tabindex]",
    ),
  ].filter((element) => element.tabIndex >= 0 && !element.matches(":disabled"));
  return stops.length === 0 || stops.at(-1) === focused;
}
