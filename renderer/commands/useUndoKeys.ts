import { useEffect } from "react";
import { runUndo, type UndoCommand, undoScope } from "./undo.ts";
import { watchTextFields } from "../ui/nativeUndo.ts";
import { useSettings } from "../features/settings/settingsStore.ts";

/** The letter of a key; on a keyboard of another script, the one in the same place of a Latin keyboard. */
function letterOf({ key, code }: KeyboardEvent): string {
  const isLatin = /^[a-z]$/i.test(key);
  return (isLatin ? key : code.replace(/^Key/, "")).toLowerCase();
}

/** What the keys ask for: Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y; on macOS Cmd+Z and Cmd+Shift+Z. */
function kindOf(event: KeyboardEvent): UndoCommand | null {
  const mac = useSettings.getState().info?.platform === "darwin";
  const [modifier, other] = mac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  if (!modifier || other || event.altKey) {
    return null;
  }
  const letter = letterOf(event);
  if (letter === "z") {
    return event.shiftKey ? "redo" : "undo";
  }
  return letter === "y" && !event.shiftKey && !mac ? "redo" : null;
}

/**
 * The keys for undo and redo. They are taken before any part of the window sees them (controls
 * stop the keys that bubble), and before the browser, whose undo changes fields without the focus.
 */
export function useUndoKeys(): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const kind = kindOf(event);
      if (kind === null || undoScope(kind) === "field") {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      runUndo(kind);
    }
    const endWatch = watchTextFields();
    window.addEventListener("keydown", onKeyDown, true);
    return () => {
      endWatch();
      window.removeEventListener("keydown", onKeyDown, true);
    };
  }, []);
}
