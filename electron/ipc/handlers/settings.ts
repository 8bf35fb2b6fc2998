import { nativeTheme } from "electron";
import { defaultSettings, type Settings, settingsSchema } from "../../../shared/settings.ts";
import { JsonFile, schemaFormat } from "../../storage/jsonFile.ts";
import { handle } from "../handle.ts";

/** Handlers of the settings, which apply before the window opens. @returns the saved settings */
export async function handleSettings(file: string): Promise<JsonFile<Settings>> {
  const settings = await JsonFile.open(
    file,
    schemaFormat("The settings", settingsSchema, defaultSettings),
  );
  nativeTheme.themeSource = settings.value.theme;
  handle("settings:read", () => settings.value);
  handle("settings:write", async (changed) => {
    const saved = await settings.update((before) => ({ ...before, ...changed }));
    nativeTheme.themeSource = saved.theme;
    return saved;
  });
  return settings;
}
