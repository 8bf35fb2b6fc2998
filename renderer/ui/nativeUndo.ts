/**
 * The browser keeps one undo stack for the whole page: its undo changes the field that was edited
 * last, whichever has the focus. This file knows whether that is the field with the focus.
 */

type TextField = HTMLInputElement | HTMLTextAreaElement;

const notTyped: ReadonlySet<string> = new Set(["checkbox", "radio", "button", "range"]);

/** Whether text is typed into the element. */
export function isTextField(target: EventTarget | null): target is TextField {
  return (
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLInputElement && !notTyped.has(target.type))
  );
}

/** The edits on top of the browser's undo stack: those of the field that was edited last. */
interface Edits {
  readonly field: TextField;
  /** The text before the first of them. */
  readonly start: string;
  /** The text after the last of them. Any other text was set by a script, which the browser cannot undo. */
  now: string;
  /** Whether one was made at all: a key may have been refused. */
  edited: boolean;
  /** How many steps were undone and not redone since the last edit. */
  undone: number;
}

let last: Edits | null = null;

/** The field with the focus, since it has it. */
interface Held {
  readonly field: TextField;
  /** The text that it had at first, or after the last edit. */
  text: string;
  /** Whether a script set another text, as a suggestion that is picked does. */
  isSet: boolean;
}

let held: Held | null = null;

function lookForSet(): void {
  if (held !== null && held.field.value !== held.text) {
    held.isSet = true;
    held.text = held.field.value;
  }
}

/** Whether a script set the text of this field while it had the focus: a change that the browser cannot undo. */
export function wasSetByScript(field: TextField): boolean {
  lookForSet();
  return held?.field === field && held.isSet;
}

function isUndo(inputType: string): boolean {
  return inputType === "historyUndo";
}

function isHistory(inputType: string): boolean {
  return isUndo(inputType) || inputType === "historyRedo";
}

/** Whether the browser's own undo would change this field. */
export function canUndoNatively(field: TextField): boolean {
  return (
    last !== null &&
    last.field === field &&
    last.edited &&
    last.now === field.value &&
    (last.undone === 0 || field.value !== last.start)
  );
}

/** Whether the browser's own redo would change this field. */
export function canRedoNatively(field: TextField): boolean {
  return last !== null && last.field === field && last.now === field.value && last.undone > 0;
}

function onFocusIn({ target }: FocusEvent): void {
  // A list of suggestions tells of a focus on its options, and of one on the field again: the field never lost it.
  if (target !== document.activeElement || target === held?.field) {
    return;
  }
  held = isTextField(target) ? { field: target, text: target.value, isSet: false } : null;
}

function onBeforeInput(event: InputEvent): void {
  const { target, inputType } = event;
  lookForSet();
  if (isHistory(inputType)) {
    const able = isUndo(inputType) ? canUndoNatively : canRedoNatively;
    if (!isTextField(target) || target !== document.activeElement || !able(target)) {
      event.preventDefault();
    }
  } else if (isTextField(target) && (last?.field !== target || last.now !== target.value)) {
    last = { field: target, start: target.value, now: target.value, edited: false, undone: 0 };
  }
}

function onInput(event: Event): void {
  const { target } = event;
  const inputType = event instanceof InputEvent ? event.inputType : "";
  if (held !== null && held.field === target) {
    held.text = held.field.value;
  }
  if (last === null || last.field !== target) {
    return;
  }
  last.now = last.field.value;
  if (isHistory(inputType)) {
    last.undone += isUndo(inputType) ? 1 : -1;
  } else {
    last.edited = true;
    last.undone = 0;
  }
}

/**
 * Follows the edits of all fields, and refuses every undo and redo of the browser that would change
 * a field without the focus, whether it comes from a key or from the menu.
 * @returns ends it
 */
export function watchTextFields(): () => void {
  window.addEventListener("focusin", onFocusIn, true);
  window.addEventListener("beforeinput", onBeforeInput, true);
  window.addEventListener("input", onInput, true);
  return () => {
    last = null;
    held = null;
    window.removeEventListener("focusin", onFocusIn, true);
    window.removeEventListener("beforeinput", onBeforeInput, true);
    window.removeEventListener("input", onInput, true);
  };
}
