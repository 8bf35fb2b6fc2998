import { useCompose } from "../features/compose/composeStore.ts";
import { usePush } from "../features/push/pushStore.ts";
import { useNavigation } from "../navigation.ts";
import { canRedoNatively, canUndoNatively, isTextField, wasSetByScript } from "../ui/nativeUndo.ts";

export type UndoCommand = "undo" | "redo";

/**
 * What an undo or redo is for: the text of the field with the focus, the draft, or nothing, as in a
 * dialog or in a field whose text was not edited. A text that was picked is undone in the draft, where the field
 * shows a part of it (`data-of-draft`).
 */
export function undoScope(kind: UndoCommand): "field" | "draft" | "none" {
  const focused = document.activeElement;
  if (isTextField(focused)) {
    const able = kind === "undo" ? canUndoNatively : canRedoNatively;
    if (able(focused)) return "field";
    const isPicked = focused.closest("[data-of-draft]") !== null && wasSetByScript(focused);
    if (focused.value !== "" && !isPicked) return "none";
  }
  const { view, paletteOpen } = useNavigation.getState();
  const isCovered =
    paletteOpen ||
    usePush.getState().state.kind !== "closed" ||
    (focused?.closest("[role=dialog]") ?? null) !== null;
  return view === "compose" && !isCovered ? "draft" : "none";
}

/** Undoes or redoes what the focus is for; the menu's items come here. */
export function runUndo(kind: UndoCommand): void {
  const scope = undoScope(kind);
  if (scope === "field") {
    // The only call that reaches the browser's undo of a field; every browser has it.
    // oxlint-disable-next-line typescript/no-deprecated
    document.execCommand(kind);
  } else if (scope === "draft") {
    useCompose.getState()[kind]();
  }
}
