import { contextBridge, ipcRenderer, webUtils } from "electron";
import { channels, events } from "../shared/ipc/channels.ts";

/**
 * `window.api`: one function per channel, one subscribe function per event. Only named functions
 * cross, never `ipcRenderer` itself (Electron security checklist, item 20); the main process
 * checks the sender and every input.
 */
const api: Record<string, unknown> = {};

for (const channel of channels) {
  api[channel] = (input: unknown): Promise<unknown> => ipcRenderer.invoke(channel, input);
}

for (const event of events) {
  api[event] = (listener: (payload: unknown) => void): (() => void) => {
    // Electron's event object holds the sender: it stays here.
    const forward = (_event: unknown, payload: unknown): void => listener(payload);
    ipcRenderer.on(event, forward);
    return () => {
      ipcRenderer.off(event, forward);
    };
  };
}

api.pathForFile = (file: File): string => webUtils.getPathForFile(file);

contextBridge.exposeInMainWorld("api", api);
