import { useEffect } from "react";
import type { CommandId } from "../../shared/commands.ts";
import { useSettings } from "../features/settings/settingsStore.ts";
import { isTextField, watchTextFields } from "../ui/nativeUndo.ts";
import { acceleratorOf } from "./accelerator.ts";
import { disabledReason, runShortcut } from "./commandActions.ts";
import { commandWithKeys } from "./keymap.ts";

/** Ctrl+Y also redoes, except on macOS, unless a command has it. */
const redoKeys = "CmdOrCtrl+Y";

/** Commands that a held key repeats. */
const repeated: ReadonlySet<CommandId> = new Set(["edit.undo", "edit.redo"]);

/**
 * Whether the keys of a command keep their other use: Cmd+W closes the window without an image to close, and on macOS
 * Option with an arrow moves the cursor of a field by words.
 */
function isLeftAlone(id: CommandId, event: KeyboardEvent, isMac: boolean): boolean {
  return id === "inspect.closeTab"
    ? disabledReason(id) !== undefined
    : isMac && event.altKey && !event.metaKey && isTextField(event.target);
}

/** Whether keys are being recorded as a shortcut. They run no command. */
let isRecording = false;

/** Sets whether keys are being recorded as a shortcut. */
export function setRecording(on: boolean): void {
  isRecording = on;
}

/**
 * Runs commands by their keys. The page handles them before the menu does: by capture on the window, because controls
 * stop keys from bubbling, a focused button would treat Ctrl+Enter as a press, and the browser's undo would change fields
 * without the focus.
 */
export function useShortcuts(): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (isRecording || event.isComposing) {
        return;
      }
      const { info, shortcuts } = useSettings.getState();
      const isMac = info?.platform === "darwin";
      const keys = acceleratorOf(event, isMac);
      const id =
        keys === undefined
          ? undefined
          : (commandWithKeys(shortcuts, keys) ??
            (keys === redoKeys && !isMac ? "edit.redo" : undefined));
      if (id === undefined) {
        return;
      }
      if (isLeftAlone(id, event, isMac)) {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat || repeated.has(id)) {
        runShortcut(id);
      }
    }
    const stopWatching = watchTextFields();
    window.addEventListener("keydown", onKeyDown, true);
    return () => {
      stopWatching();
      window.removeEventListener("keydown", onKeyDown, true);
    };
  }, []);
}
