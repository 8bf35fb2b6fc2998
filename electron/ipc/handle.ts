import { ipcMain } from "electron";
import type { Channel } from "../../shared/ipc/channels.ts";
import { appLog, describeError } from "../app/appLog.ts";
import { currentWindow } from "../app/window.ts";
import { isTrustedSender } from "../security/sender.ts";
import { answer, type Handler } from "./answer.ts";

/** Answer a channel, for our own page only: anyone else is refused, and learns nothing. */
export function handle<C extends Channel>(channel: C, handler: Handler<C>): void {
  ipcMain.handle(channel, (event, input: unknown) => {
    // Read before anything is awaited: afterwards the frame may be another's.
    const frame = event.senderFrame;
    if (!isTrustedSender(frame, currentWindow()?.webContents.mainFrame)) {
      throw new Error("Refused.");
    }
    return answer(channel, handler, input, (error) => {
      appLog().error(`${channel}: ${describeError(error)}`);
    });
  });
}
