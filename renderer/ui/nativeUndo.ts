/**
 * Undo and redo of typed text by the browser's own undo. The browser keeps one undo stack per page: its undo changes
 * the field that was edited last, even without the focus. It also starts a new step whenever a node is removed anywhere
 * in the page, such as a spinner or the default text that React writes into a text area. So the runs of typing are
 * tracked here, and one undo takes as many of the browser's steps as the run has.
 */

type TextField = HTMLInputElement | HTMLTextAreaElement;
type Direction = "undo" | "redo";

const nonTextTypes: ReadonlySet<string> = new Set([
  "button",
  "checkbox",
  "color",
  "file",
  "radio",
  "range",
  "reset",
  "submit",
]);

/** Whether the element is a field for text. */
export function isTextField(target: EventTarget | null): target is TextField {
  return (
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLInputElement && !nonTextTypes.has(target.type))
  );
}

/** A run of typing that can be undone or redone. */
interface Run {
  /** The text to return to. */
  readonly text: string;
  /** The number of edits: the browser has at most as many steps. */
  edits: number;
}

/** The edits on top of the browser's undo stack, all of the field that was edited last. */
interface Edits {
  readonly field: TextField;
  /** The runs with the texts before them, the latest last. */
  readonly past: Run[];
  /** The undone runs with the texts after them, the next to redo last. */
  readonly future: Run[];
  /** The text after the last edit. Any other text was set by a script, which the browser cannot undo. */
  current: string;
  /** The position of the caret after the last edit. */
  caret: number | null;
  /** Whether the next edit starts a new run: after an undo, a paste, or the loss of the focus. */
  isRunOver: boolean;
}

let edits: Edits | undefined;

/** The edit that the browser is about to make. */
interface PendingEdit {
  readonly field: TextField;
  readonly before: string;
  readonly startsRun: boolean;
}

let pending: PendingEdit | undefined;

/** Counts the runs of typing in all fields. */
let runs = 0;

/** Whether `changeText` runs; any other undo of the browser is prevented. */
let isChanging = false;

/**
 * The number of the current run of typing. A run ends when the caret is moved, the field loses the focus, or text is
 * pasted, cut or dropped.
 */
export function typingRun(): number {
  return runs;
}

function isTyping(inputType: string): boolean {
  return (
    /^delete(?!By)/.test(inputType) ||
    ["insertText", "insertLineBreak", "insertCompositionText"].includes(inputType)
  );
}

function isUndoOrRedo(inputType: string): boolean {
  return inputType === "historyUndo" || inputType === "historyRedo";
}

/** The edits of a field, unless another field was edited since or a script set its text. */
function editsOf(field: TextField): Edits | undefined {
  return edits?.field === field && edits.current === field.value ? edits : undefined;
}

/** Whether there is typed text to undo in this field. */
export function canUndoText(field: TextField): boolean {
  return (editsOf(field)?.past.length ?? 0) > 0;
}

/** Whether there is typed text to redo in this field. */
export function canRedoText(field: TextField): boolean {
  return (editsOf(field)?.future.length ?? 0) > 0;
}

/** Undoes or redoes one run of typing in the focused field. */
export function changeText(field: TextField, direction: Direction): void {
  const own = editsOf(field);
  const [from, to] = direction === "undo" ? [own?.past, own?.future] : [own?.future, own?.past];
  const run = from?.pop();
  if (own === undefined || to === undefined || run === undefined) {
    return;
  }
  const start = field.value;
  isChanging = true;
  for (let steps = 0; steps < run.edits && field.value !== run.text; steps += 1) {
    // The only call that triggers the browser's undo of a field.
    // oxlint-disable-next-line typescript/no-deprecated
    document.execCommand(direction);
  }
  isChanging = false;
  own.current = field.value;
  own.isRunOver = true;
  to.push({ text: start, edits: run.edits });
}

function onFocusOut({ target }: FocusEvent): void {
  if (edits?.field === target && edits !== undefined) {
    edits.isRunOver = true;
  }
}

function onBeforeInput(event: InputEvent): void {
  const { target, inputType } = event;
  pending = undefined;
  if (isUndoOrRedo(inputType)) {
    if (!isChanging || target !== document.activeElement) {
      event.preventDefault();
    }
    return;
  }
  if (!isTextField(target)) {
    return;
  }
  const own = editsOf(target);
  const startsRun =
    own === undefined || own.isRunOver || !isTyping(inputType) || own.caret !== target.selectionEnd;
  pending = { field: target, before: target.value, startsRun };
}

function onInput(event: Event): void {
  const { target } = event;
  const inputType = event instanceof InputEvent ? event.inputType : "";
  if (pending === undefined || pending.field !== target || isUndoOrRedo(inputType)) {
    return;
  }
  const { field, before, startsRun } = pending;
  pending = undefined;
  if (edits?.field !== field || edits.current !== before) {
    edits = { field, past: [], future: [], current: before, caret: null, isRunOver: true };
  }
  if (startsRun) {
    runs += 1;
    edits.past.push({ text: before, edits: 0 });
  }
  const run = edits.past.at(-1);
  if (run !== undefined) {
    run.edits += 1;
  }
  edits.future.length = 0;
  edits.current = field.value;
  edits.caret = field.selectionEnd;
  edits.isRunOver = !isTyping(inputType);
}

/**
 * Watches the edits of all fields, and prevents every native undo and redo other than that of `changeText`, which could
 * change a field without the focus.
 * @returns stops watching
 */
export function watchTextFields(): () => void {
  window.addEventListener("focusout", onFocusOut, true);
  window.addEventListener("beforeinput", onBeforeInput, true);
  window.addEventListener("input", onInput, true);
  return () => {
    edits = undefined;
    pending = undefined;
    window.removeEventListener("focusout", onFocusOut, true);
    window.removeEventListener("beforeinput", onBeforeInput, true);
    window.removeEventListener("input", onInput, true);
  };
}
