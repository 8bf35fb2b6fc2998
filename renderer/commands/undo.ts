import { useCompose } from "../features/compose/composeStore.ts";
import { usePush } from "../features/push/pushStore.ts";
import { useNavigation } from "../navigation.ts";
import { escapeInvisible } from "../ui/escapeInvisible.ts";
import { canRedoText, canUndoText, changeText, isTextField } from "../ui/nativeUndo.ts";

export type UndoCommand = "undo" | "redo";

/** What undo or redo applies to. */
type UndoScope =
  | { readonly kind: "field" | "draft" }
  /** Nothing, for a reason. */
  | { readonly kind: "none"; readonly reason: string };

/** The fields whose text is a part of the draft: each edit is a step of the draft's history. */
const draftFields = "[data-of-draft]";

function undoScope(command: UndoCommand): UndoScope {
  const focused = document.activeElement;
  if (isTextField(focused) && focused.closest(draftFields) === null) {
    const isAble = command === "undo" ? canUndoText : canRedoText;
    if (isAble(focused)) {
      return { kind: "field" };
    }
    if (focused.value !== "") {
      return { kind: "none", reason: "The text of this field was not edited." };
    }
  }
  const { view, isPaletteOpen } = useNavigation.getState();
  const isCovered =
    isPaletteOpen ||
    usePush.getState().state.kind !== "closed" ||
    (focused?.closest("[role=dialog]") ?? null) !== null;
  if (isCovered) {
    return { kind: "none", reason: "Close the open dialog first." };
  }
  return view === "compose"
    ? { kind: "draft" }
    : { kind: "none", reason: "Only the draft in Compose has an undo history." };
}

/** The change of the draft that the command undoes or redoes: `Exclude linux/arm/v7`. */
function nextChange(command: UndoCommand): string | undefined {
  const { past, future } = useCompose.getState().history;
  return (command === "undo" ? past : future).at(-1)?.change;
}

/** Why undo or redo is disabled, or undefined if it changes the focused field or the draft. */
export function undoBlocker(command: UndoCommand): string | undefined {
  const scope = undoScope(command);
  if (scope.kind === "none") {
    return scope.reason;
  }
  return scope.kind === "draft" ? draftUndoBlocker(command) : undefined;
}

/** Undoes or redoes in the focused field or the draft. */
export function runUndo(command: UndoCommand): void {
  const { kind } = undoScope(command);
  const focused = document.activeElement;
  if (kind === "field" && isTextField(focused)) {
    changeText(focused, command);
  } else if (kind === "draft") {
    useCompose.getState()[command]();
  }
}

/** Names what undo or redo changes: `Undo Exclude linux/arm/v7`, `Undo Typing`. */
export function undoLabel(command: UndoCommand): string | undefined {
  const { kind } = undoScope(command);
  if (kind === "field") {
    return `${wordOf(command)} Typing`;
  }
  return kind === "draft" ? draftUndoLabel(command) : undefined;
}

function wordOf(command: UndoCommand): string {
  return command === "undo" ? "Undo" : "Redo";
}

/** Why the draft has nothing to undo or redo. */
export function draftUndoBlocker(command: UndoCommand): string | undefined {
  return nextChange(command) === undefined ? `Nothing to ${command}.` : undefined;
}

/** Names the change of the draft that is undone or redone. */
export function draftUndoLabel(command: UndoCommand): string | undefined {
  const change = nextChange(command);
  return change && `${wordOf(command)} ${escapeInvisible(change)}`;
}

/** Shows the draft and undoes or redoes its last change, whatever has the focus. */
export function runDraftUndo(command: UndoCommand): void {
  useNavigation.getState().show("compose");
  useCompose.getState()[command]();
}
