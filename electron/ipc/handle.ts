import { ipcMain } from "electron";
import type { Channel } from "../../shared/ipc/channels.ts";
import { appLog } from "../app/appLog.ts";
import { describeError } from "../app/describeError.ts";
import { currentWindow } from "../app/window.ts";
import { isTrustedSender } from "../security/sender.ts";
import { toJson } from "../../shared/ipc/json.ts";
import { type Handler, runHandler } from "./runHandler.ts";

/** Answers a channel for the app's own page. Any other sender is refused without details. */
export function handle<C extends Channel>(channel: C, handler: Handler<C>): void {
  ipcMain.handle(channel, (event, input: unknown) => {
    // Read before the first await, after which the frame may show another page.
    const frame = event.senderFrame;
    if (!isTrustedSender(frame, currentWindow()?.webContents.mainFrame)) {
      throw new Error("Refused.");
    }
    const result = runHandler(channel, handler, {
      input,
      onInternalError: (error) => {
        appLog().error(`${channel}: ${describeError(error)}`);
      },
    });
    return result.then(toJson);
  });
}
