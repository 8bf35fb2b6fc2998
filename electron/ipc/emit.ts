import { BrowserWindow } from "electron";
import type { EventName } from "../../shared/ipc/channels.ts";
import type { Events } from "../../shared/ipc/contract.ts";
import { toJson } from "../../shared/ipc/json.ts";

/** Sends an event to the app's window, if it is open. */
export function emit<E extends EventName>(event: E, payload: Events[E]): void {
  const [window] = BrowserWindow.getAllWindows();
  if (window === undefined || window.isDestroyed()) {
    return;
  }
  window.webContents.send(event, toJson(payload));
}
