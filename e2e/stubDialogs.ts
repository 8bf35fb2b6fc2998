import type { ElectronApplication } from "@playwright/test";

/** Replaces the system's file dialogs, which tests cannot control: each returns one path. */
export async function stubFileDialogs(app: ElectronApplication, filePath: string): Promise<void> {
  await app.evaluate(({ dialog }, file) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: file });
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [file] });
  }, filePath);
}

/** The replaced message box of the system. */
export interface StubbedMessageBox {
  /** Returns the message and detail of each question so far. */
  readonly questions: () => Promise<readonly string[]>;
}

/** Replaces the system's message box: it presses one button. @param button its label */
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
