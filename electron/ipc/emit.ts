import type { EventName } from "../../shared/ipc/channels.ts";
import type { Events } from "../../shared/ipc/contract.ts";
import { currentWindow } from "../app/window.ts";

/** Tell the window that something happened; nothing happens while there is no window. */
export function emit<E extends EventName>(event: E, payload: Events[E]): void {
  const window = currentWindow();
  if (window === undefined || window.isDestroyed()) return;
  window.webContents.send(event, payload);
}
