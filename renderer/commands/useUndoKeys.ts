import { useEffect } from "react";
import { useSettings } from "../features/settings/settingsStore.ts";
import { watchTextFields } from "../ui/nativeUndo.ts";
import { runUndo, type UndoCommand } from "./undo.ts";

/** The letter of a key; on non-Latin keyboards, the letter at the same position of a Latin one. */
function letterOf({ key, code }: KeyboardEvent): string {
  const isLatin = /^[a-z]$/i.test(key);
  return (isLatin ? key : code.replace(/^Key/, "")).toLowerCase();
}

/** Maps Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y, on macOS Cmd+Z and Cmd+Shift+Z, to their command. */
function commandOf(event: KeyboardEvent): UndoCommand | undefined {
  const isMac = useSettings.getState().info?.platform === "darwin";
  const [modifier, other] = isMac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  if (!modifier || other || event.altKey) {
    return undefined;
  }
  const letter = letterOf(event);
  if (letter === "z") {
    return event.shiftKey ? "redo" : "undo";
  }
  return letter === "y" && !event.shiftKey && !isMac ? "redo" : undefined;
}

/**
 * Handles the keys for undo and redo. It captures them on the window, because controls stop them from bubbling, and
 * before the browser, whose undo would change fields without the focus.
 */
export function useUndoKeys(): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const command = commandOf(event);
      if (command === undefined) {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      runUndo(command);
    }
    const stopWatching = watchTextFields();
    window.addEventListener("keydown", onKeyDown, true);
    return () => {
      stopWatching();
      window.removeEventListener("keydown", onKeyDown, true);
    };
  }, []);
}
