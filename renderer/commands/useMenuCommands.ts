import { useEffect } from "react";
import { api } from "../api.ts";
import { useSettings } from "../features/settings/settingsStore.ts";
import { runCommand } from "./commandActions.ts";

/**
 * Runs what is chosen in the menu or by its keys: both arrive as one event of the main process. Ctrl+Enter is taken
 * here, before any part of the window sees it: a button with the focus takes Enter for a press of its own, whatever is
 * held with it, and the menu would never get the key.
 */
export function useMenuCommands(): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const mac = useSettings.getState().info?.platform === "darwin";
      const modifier = mac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
      if (event.key !== "Enter" || !modifier || event.altKey || event.shiftKey) {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) {
        runCommand("push.review");
      }
    }
    const endMenu = api.on("command:run", runCommand);
    window.addEventListener("keydown", onKeyDown, true);
    return () => {
      endMenu();
      window.removeEventListener("keydown", onKeyDown, true);
    };
  }, []);
}
