import { useEffect } from "react";
import { useNavigation } from "../../../navigation.ts";
import { isTextField } from "../../../ui/nativeUndo.ts";
import { addData } from "./useDropAnywhere.ts";

/** Whether a paste is for the view: Compose is shown, no dialog is open, and no field has the focus. */
function isForView({ target }: ClipboardEvent): boolean {
  const isEditable = target instanceof HTMLElement && target.isContentEditable;
  return (
    useNavigation.getState().view === "compose" &&
    !isTextField(target) &&
    !isEditable &&
    document.querySelector('[role="dialog"], [role="alertdialog"]') === null
  );
}

/** Adds references, commands and files that are pasted outside of a field as sources. */
export function usePasteAnywhere(): void {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      const { clipboardData } = event;
      if (clipboardData === null || !isForView(event)) {
        return;
      }
      event.preventDefault();
      void addData(clipboardData);
    };
    document.addEventListener("paste", onPaste);
    return () => document.removeEventListener("paste", onPaste);
  }, []);
}
