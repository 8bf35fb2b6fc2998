import path from "node:path";
import { app, nativeTheme } from "electron";
import { defaultSettings, settingsSchema } from "../../../shared/settings.ts";
import { readJsonFile, writeJsonFile } from "../../storage/jsonFile.ts";
import { handle } from "../handle.ts";

/** Settings as they were kept, in force before the window opens. */
export async function handleSettings(): Promise<void> {
  const file = path.join(app.getPath("userData"), "settings.json");
  let settings = await readJsonFile(file, settingsSchema, defaultSettings);
  nativeTheme.themeSource = settings.theme;
  handle("settings:read", () => settings);
  handle("settings:write", async (changed) => {
    settings = changed;
    nativeTheme.themeSource = changed.theme;
    await writeJsonFile(file, changed);
    return changed;
  });
}
