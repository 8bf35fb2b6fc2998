import type { ElectronApplication } from "@playwright/test";

/** The system's own dialogs cannot be worked from here: each answers with one path. */
export async function chooseAlways(app: ElectronApplication, filePath: string): Promise<void> {
  await app.evaluate(({ dialog }, file) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: file });
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [file] });
  }, filePath);
}
