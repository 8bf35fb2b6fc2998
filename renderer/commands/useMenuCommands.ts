import { useEffect } from "react";
import { api } from "../api.ts";
import { useSettings } from "../features/settings/settingsStore.ts";
import { runCommand } from "./commandActions.ts";

/**
 * Runs commands chosen in the menu or by their shortcuts; the main process sends both as one event. Ctrl+Enter is
 * handled here by capture: a focused button would treat Enter as a press, and the menu would not get the key.
 */
export function useMenuCommands(): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const isMac = useSettings.getState().info?.platform === "darwin";
      const hasModifier = isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
      if (event.key !== "Enter" || !hasModifier || event.altKey || event.shiftKey) {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) {
        runCommand("push.review");
      }
    }
    const unsubscribe = api.on("command:run", runCommand);
    window.addEventListener("keydown", onKeyDown, true);
    return () => {
      unsubscribe();
      window.removeEventListener("keydown", onKeyDown, true);
    };
  }, []);
}
