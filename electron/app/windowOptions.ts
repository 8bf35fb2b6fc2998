import type { BrowserWindowConstructorOptions } from "electron";
import { type Bounds, minimumSize } from "./windowBounds.ts";

/** Where the window stands and how it is painted before the page has come. */
export interface WindowLook {
  readonly bounds: Partial<Bounds>;
  readonly dark: boolean;
  readonly preload: string;
}

/** The options of the app's window; what is not named here keeps Electron's safe default. */
export function windowOptions({
  bounds,
  dark,
  preload,
}: WindowLook): BrowserWindowConstructorOptions {
  return {
    ...bounds,
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    title: "Manifestry",
    show: false,
    // --window in renderer/styles/tokens.css: no flash of another colour.
    backgroundColor: dark ? "#121418" : "#eef0f3",
    webPreferences: {
      preload,
      // Electron security checklist, items 2 to 4 and 11: said aloud, although they are defaults.
      contextIsolation: true,
      nodeIntegration: false,
      sandbox: true,
      webviewTag: false,
      spellcheck: false,
    },
  };
}
