import { nativeTheme } from "electron";
import { defaultSettings, type Settings, settingsSchema } from "../../../shared/settings.ts";
import { JsonFile, schemaFormat } from "../../storage/jsonFile.ts";
import { handle } from "../handle.ts";

/** Settings as they were kept, in force before the window opens. @returns the file that keeps them */
export async function handleSettings(file: string): Promise<JsonFile<Settings>> {
  const kept = await JsonFile.open(
    file,
    schemaFormat("The settings", settingsSchema, defaultSettings),
  );
  nativeTheme.themeSource = kept.value.theme;
  handle("settings:read", () => kept.value);
  handle("settings:write", async (changed) => {
    const saved = await kept.update(() => changed);
    nativeTheme.themeSource = saved.theme;
    return saved;
  });
  return kept;
}
