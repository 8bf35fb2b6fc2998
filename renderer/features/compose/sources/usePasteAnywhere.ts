import { useEffect } from "react";
import { useNavigation } from "../../../navigation.ts";
import { isTextField } from "../../../ui/nativeUndo.ts";
import { useCompose } from "../composeStore.ts";
import { pathsOf } from "./useDropAnywhere.ts";

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
      const { addFiles, addText } = useCompose.getState();
      const paths = pathsOf(clipboardData.files);
      const text = clipboardData.getData("text/plain");
      if (paths.length > 0) {
        void addFiles(paths);
      } else if (text.trim() !== "") {
        addText(text);
      }
    };
    document.addEventListener("paste", onPaste);
    return () => document.removeEventListener("paste", onPaste);
  }, []);
}
