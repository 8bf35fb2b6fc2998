import { ipcMain } from "electron";
import { type Channel, channels } from "../../shared/ipc/channels.ts";
import { toJson } from "../../shared/ipc/json.ts";
import { appLog } from "../app/appLog.ts";
import { describeError } from "../app/describeError.ts";
import { currentWindow } from "../app/window.ts";
import { isTrustedSender } from "../security/sender.ts";
import { type Handler, runHandler } from "./runHandler.ts";

const handlers = new Map<Channel, unknown>();

/** Registers the handler of a channel. */
export function handle<C extends Channel>(channel: C, handler: Handler<C>): void {
  handlers.set(channel, handler);
}

function handlerOf<C extends Channel>(channel: C): Handler<C> | undefined {
  return handlers.get(channel) as Handler<C> | undefined;
}

/**
 * Answers all channels for the app's own page. Any other sender is refused without details.
 * @param registerOthers registers the handlers that are not registered yet; runs at the first request for one
 */
export function answerChannels(registerOthers: () => Promise<void>): void {
  let registering: Promise<void> | undefined;

  /** While handlers are registered, all requests wait: so that none to cancel a job overtakes that for the job. */
  async function whenRegistered(channel: Channel): Promise<void> {
    if (registering === undefined && handlerOf(channel) === undefined) {
      registering = registerOthers().finally(() => (registering = undefined));
    }
    await registering;
  }

  async function answer(channel: Channel, input: unknown): Promise<unknown> {
    await whenRegistered(channel);
    const handler = handlerOf(channel);
    if (handler === undefined) {
      throw new Error(`Nothing answers ${channel}.`);
    }
    const result = await runHandler(channel, handler, {
      input,
      onInternalError: (error) => appLog().error(`${channel}: ${describeError(error)}`),
    });
    return toJson(result);
  }

  for (const channel of channels) {
    ipcMain.handle(channel, (event, input: unknown) => {
      // Read before the first await, after which the frame may show another page.
      const frame = event.senderFrame;
      if (!isTrustedSender(frame, currentWindow()?.webContents.mainFrame)) {
        throw new Error("Refused.");
      }
      return answer(channel, input);
    });
  }
}
