import type { ElectronApplication } from "@playwright/test";
import type { CommandId } from "../shared/commands.ts";

/** What the menu bar shows of a command; a command that it lacks has no fields. */
export interface ShownItem {
  readonly label?: string;
  readonly enabled?: boolean;
  readonly checked?: boolean;
  readonly accelerator?: string;
}

/** Returns an item of the menu bar as it is shown now. */
export async function itemOf(app: ElectronApplication, id: CommandId): Promise<ShownItem> {
  try {
    return await readItem(app, id);
  } catch (error) {
    // V8's inspector holds the promise of an answer weakly: a garbage collection in that moment loses the answer.
    if (error instanceof Error && error.message.includes("promise was garbage collected")) {
      return await readItem(app, id);
    }
    throw error;
  }
}

async function readItem(app: ElectronApplication, id: CommandId): Promise<ShownItem> {
  return await app.evaluate(({ Menu }, wanted) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(wanted);
    const { label, enabled, checked, accelerator } = item ?? {};
    return { label, enabled, checked, accelerator } as ShownItem;
  }, id);
}

/** Clicks an item of the menu bar. @throws if the menu has no such item */
export async function clickItem(app: ElectronApplication, id: CommandId): Promise<void> {
  await app.evaluate(({ Menu, BrowserWindow }, wanted) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(wanted);
    if (item === null || item === undefined) {
      throw new Error(`The menu has no ${wanted}.`);
    }
    const [window] = BrowserWindow.getAllWindows();
    item.click({}, window, window?.webContents);
  }, id);
}
