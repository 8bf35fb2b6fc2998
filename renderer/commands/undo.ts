import { useCompose } from "../features/compose/composeStore.ts";
import { usePush } from "../features/push/pushStore.ts";
import { useNavigation } from "../navigation.ts";
import { canRedoNatively, canUndoNatively, isTextField, wasSetByScript } from "../ui/nativeUndo.ts";

export type UndoCommand = "undo" | "redo";

/**
 * What undo or redo applies to: the text of the focused field, the draft, or nothing, as in a dialog or in a field
 * whose text was not edited. A suggestion that was picked in a field of the draft (`data-of-draft`) is undone in the
 * draft.
 */
export function undoScope(command: UndoCommand): "field" | "draft" | "none" {
  const focused = document.activeElement;
  if (isTextField(focused)) {
    const isAble = command === "undo" ? canUndoNatively : canRedoNatively;
    if (isAble(focused)) {
      return "field";
    }
    const isPicked = focused.closest("[data-of-draft]") !== null && wasSetByScript(focused);
    if (focused.value !== "" && !isPicked) {
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
  if (scope === "field") {
    // The only call that triggers the browser's undo of a field.
    // oxlint-disable-next-line typescript/no-deprecated
    document.execCommand(command);
  } else if (scope === "draft") {
    useCompose.getState()[command]();
  }
}
