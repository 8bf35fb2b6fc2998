import { useEffect } from "react";
import { api } from "../api.ts";
import { runCommand } from "./registry.ts";

/** Runs what is chosen in the menu or by its keys: both arrive as one event of the main process. */
export function useMenuCommands(): void {
  useEffect(() => api.on("command:run", runCommand), []);
}
