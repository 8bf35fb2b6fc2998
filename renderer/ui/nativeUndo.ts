/**
 * Tracks the browser's own undo. The browser keeps one undo stack per page: its undo changes the field that was
 * edited last, even without the focus.
 */

type TextField = HTMLInputElement | HTMLTextAreaElement;

const nonTextTypes: ReadonlySet<string> = new Set(["checkbox", "radio", "button", "range"]);

/** Whether the element is a field for text. */
export function isTextField(target: EventTarget | null): target is TextField {
  return (
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLInputElement && !nonTextTypes.has(target.type))
  );
}

/** The edits on top of the browser's undo stack, all of the field that was edited last. */
interface Edits {
  readonly field: TextField;
  /** The text before the first edit. */
  readonly start: string;
  /** The text after the last edit. Any other text was set by a script, which the browser cannot undo. */
  current: string;
  /** Whether any edit was made; an input may have been rejected. */
  hasEdit: boolean;
  /** The number of steps undone and not redone since the last edit. */
  undone: number;
}

let edits: Edits | undefined;

/** The focused field. */
interface FocusedField {
  readonly field: TextField;
  /** The text when it got the focus, or after the last edit. */
  text: string;
  /** Whether a script set another text, as when a suggestion is picked. */
  wasSet: boolean;
}

let focused: FocusedField | undefined;

function detectScriptedText(): void {
  if (focused !== undefined && focused.field.value !== focused.text) {
    focused.wasSet = true;
    focused.text = focused.field.value;
  }
}

/** Whether a script set the text of this field while it has had the focus. The browser cannot undo that. */
export function wasSetByScript(field: TextField): boolean {
  detectScriptedText();
  return focused?.field === field && focused.wasSet;
}

function isUndo(inputType: string): boolean {
  return inputType === "historyUndo";
}

function isUndoOrRedo(inputType: string): boolean {
  return isUndo(inputType) || inputType === "historyRedo";
}

/** Whether the browser's undo would change this field. */
export function canUndoNatively(field: TextField): boolean {
  return (
    edits?.field === field &&
    edits.hasEdit &&
    edits.current === field.value &&
    (edits.undone === 0 || field.value !== edits.start)
  );
}

/** Whether the browser's redo would change this field. */
export function canRedoNatively(field: TextField): boolean {
  return edits?.field === field && edits.current === field.value && edits.undone > 0;
}

function onFocusIn({ target }: FocusEvent): void {
  // A list of suggestions emits focus events for its options and again for the field, which keeps the focus.
  if (target !== document.activeElement || target === focused?.field) {
    return;
  }
  focused = isTextField(target) ? { field: target, text: target.value, wasSet: false } : undefined;
}

function onBeforeInput(event: InputEvent): void {
  const { target, inputType } = event;
  detectScriptedText();
  if (isUndoOrRedo(inputType)) {
    const isAble = isUndo(inputType) ? canUndoNatively : canRedoNatively;
    if (!isTextField(target) || target !== document.activeElement || !isAble(target)) {
      event.preventDefault();
    }
  } else if (isTextField(target) && (edits?.field !== target || edits.current !== target.value)) {
    edits = {
      field: target,
      start: target.value,
      current: target.value,
      hasEdit: false,
      undone: 0,
    };
  }
}

function onInput(event: Event): void {
  const { target } = event;
  const inputType = event instanceof InputEvent ? event.inputType : "";
  if (focused?.field === target && focused !== undefined) {
    focused.text = focused.field.value;
  }
  if (edits === undefined || edits.field !== target) {
    return;
  }
  edits.current = edits.field.value;
  if (isUndoOrRedo(inputType)) {
    edits.undone += isUndo(inputType) ? 1 : -1;
  } else {
    edits.hasEdit = true;
    edits.undone = 0;
  }
}

/**
 * Watches the edits of all fields, and prevents every native undo and redo, by key or menu, that would change a field
 * without the focus.
 * @returns stops watching
 */
export function watchTextFields(): () => void {
  window.addEventListener("focusin", onFocusIn, true);
  window.addEventListener("beforeinput", onBeforeInput, true);
  window.addEventListener("input", onInput, true);
  return () => {
    edits = undefined;
    focused = undefined;
    window.removeEventListener("focusin", onFocusIn, true);
    window.removeEventListener("beforeinput", onBeforeInput, true);
    window.removeEventListener("input", onInput, true);
  };
}
