import type { Settings } from "../../../shared/settings.ts";
import {
  checkForUpdates,
  installUpdate,
  updateState,
  watchUpdates,
} from "../../app/updates/updater.ts";
import type { JsonFile } from "../../storage/jsonFile.ts";
import { handle } from "../handle.ts";

/** Handlers of updates of the app. */
export function handleUpdates(settings: JsonFile<Settings>): void {
  watchUpdates(() => settings.value.checkForUpdates);
  handle("updates:read", updateState);
  handle("updates:check", () => {
    void checkForUpdates();
    return null;
  });
  handle("updates:install", async () => {
    await installUpdate();
    return null;
  });
}
