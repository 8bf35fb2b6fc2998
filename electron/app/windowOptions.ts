import type { BrowserWindowConstructorOptions } from "electron";
import { type Bounds, minimumSize } from "./windowBounds.ts";

interface WindowState {
  readonly bounds: Partial<Bounds>;
  readonly isDark: boolean;
  readonly preload: string;
  /** The file of the window's icon; undefined: that of the program. */
  readonly icon: string | undefined;
}

/** Returns the options of the app's window. All others have Electron's secure defaults. */
export function windowOptions({
  bounds,
  isDark,
  preload,
  icon,
}: WindowState): BrowserWindowConstructorOptions {
  return {
    ...bounds,
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    title: "Manifestry",
    show: false,
    ...(icon === undefined ? {} : { icon }),
    // --window in renderer/styles/tokens.css: so the color does not change when the page loads.
    backgroundColor: isDark ? "#121418" : "#eef0f3",
    webPreferences: {
      preload,
      // Electron security checklist, items 2 to 4 and 11: explicit, although they are the defaults.
      contextIsolation: true,
      nodeIntegration: false,
      sandbox: true,
      webviewTag: false,
      spellcheck: false,
    },
  };
}
