import { useCompose } from "../features/compose/composeStore.ts";
import { usePush } from "../features/push/pushStore.ts";
import { useNavigation } from "../navigation.ts";
import { canRedoText, canUndoText, changeText, isTextField } from "../ui/nativeUndo.ts";

export type UndoCommand = "undo" | "redo";

/** The fields whose text is a part of the draft: each edit is a step of the draft's history. */
const draftFields = "[data-of-draft]";

/**
 * What undo or redo applies to: the text of the focused field, the draft, or nothing, as in a dialog or in a field
 * with text that was not edited.
 */
export function undoScope(command: UndoCommand): "field" | "draft" | "none" {
  const focused = document.activeElement;
  if (isTextField(focused) && focused.closest(draftFields) === null) {
    const isAble = command === "undo" ? canUndoText : canRedoText;
    if (isAble(focused)) {
      return "field";
    }
    if (focused.value !== "") {
      return "none";
    }
  }
  const { view, isPaletteOpen } = useNavigation.getState();
  const isCovered =
    isPaletteOpen ||
    usePush.getState().state.kind !== "closed" ||
    (focused?.closest("[role=dialog]") ?? null) !== null;
  return view === "compose" && !isCovered ? "draft" : "none";
}

/** Undoes or redoes in the focused field or the draft. */
export function runUndo(command: UndoCommand): void {
  const scope = undoScope(command);
  const focused = document.activeElement;
  if (scope === "field" && isTextField(focused)) {
    changeText(focused, command);
  } else if (scope === "draft") {
    useCompose.getState()[command]();
  }
}
