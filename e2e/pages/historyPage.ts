import { expect, type Locator, type Page } from "@playwright/test";
import { PushDialog } from "./pushDialog.ts";

/** The History view. */
export class HistoryPage {
  readonly page: Page;
  readonly view: Locator;
  /** The pushes, newest first. */
  readonly entries: Locator;
  readonly filter: Locator;

  constructor(page: Page) {
    this.page = page;
    this.view = page.getByRole("region", { name: "History", exact: true });
    this.entries = this.view.getByRole("row");
    this.filter = this.view.getByRole("textbox", { name: /^Filter/ });
  }

  async show(): Promise<void> {
    await this.page.getByRole("tab", { name: "History" }).click();
    await expect(this.view).toBeVisible();
  }

  /** Opens the review of a restore: of a tag to its content before an entry. */
  async restore(entry: Locator, name: string): Promise<PushDialog> {
    await entry.getByRole("button", { name: `Restore ${name}…` }).click();
    return await this.#review();
  }

  /** Opens the review of a resumed push. */
  async resume(entry: Locator): Promise<PushDialog> {
    await entry.getByRole("button", { name: /^Resume/ }).click();
    return await this.#review();
  }

  async #review(): Promise<PushDialog> {
    const push = new PushDialog(this.page);
    await expect(push.confirm).toBeVisible();
    return push;
  }
}
