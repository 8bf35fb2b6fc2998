import { useEffect } from "react";
import { api } from "../api.ts";
import { runCommand } from "./commandActions.ts";

/** Runs commands chosen in the menu. */
export function useMenuCommands(): void {
  useEffect(() => api.on("command:run", runCommand), []);
}
