import { contextBridge, ipcRenderer, webUtils } from "electron";
import { channels, events } from "../shared/ipc/channels.ts";

/**
 * `window.api`: one function per channel, one subscribe function per event. Only these functions are exposed, never
 * `ipcRenderer` itself (Electron security checklist, item 20). The main process checks the sender and every input.
 */
const api: Record<string, unknown> = {};

for (const channel of channels) {
  api[channel] = (input: unknown): Promise<unknown> => ipcRenderer.invoke(channel, input);
}

for (const event of events) {
  api[event] = (listener: (payload: unknown) => void): (() => void) => {
    // Electron's event contains the sender, which the page must not get.
    const forward = (_event: unknown, payload: unknown): void => listener(payload);
    ipcRenderer.on(event, forward);
    return () => {
      ipcRenderer.off(event, forward);
    };
  };
}

api.pathForFile = (file: File): string => webUtils.getPathForFile(file);

contextBridge.exposeInMainWorld("api", api);
