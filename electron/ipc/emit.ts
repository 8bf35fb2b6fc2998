import { BrowserWindow } from "electron";
import type { EventName } from "../../shared/ipc/channels.ts";
import type { Events } from "../../shared/ipc/contract.ts";

/** Tell the app's window that something happened; nothing happens while there is none. */
export function emit<E extends EventName>(event: E, payload: Events[E]): void {
  const [window] = BrowserWindow.getAllWindows();
  if (window === undefined || window.isDestroyed()) return;
  window.webContents.send(event, payload);
}
