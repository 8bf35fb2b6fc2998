import type { ElectronApplication } from "@playwright/test";

/** The system's own dialogs cannot be worked from here: each answers with one path. */
export async function stubFileDialogs(app: ElectronApplication, filePath: string): Promise<void> {
  await app.evaluate(({ dialog }, file) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: file });
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [file] });
  }, filePath);
}

/** What the system's question boxes asked, and which button they answer with from now on. */
export interface StubbedMessageBox {
  /** The questions so far: message and detail of each. */
  readonly questions: () => Promise<readonly string[]>;
}

/** Answer every question of the system's dialogs with one of its buttons. */
export async function stubMessageBox(
  app: ElectronApplication,
  button: string,
): Promise<StubbedMessageBox> {
  await app.evaluate(({ dialog }, wanted) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    dialog.showMessageBox = (...args: readonly unknown[]) => {
      const { message, detail, buttons } = args.at(-1) as Record<string, string> & {
        buttons: string[];
      };
      asked.push(`${message}\n${detail}`);
      return Promise.resolve({ response: buttons.indexOf(wanted), checkboxChecked: false });
    };
  }, button);
  const questions = (): Promise<readonly string[]> =>
    app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
  return { questions };
}
