import { type ElectronApplication, expect, type Locator, type Page } from "@playwright/test";
import { PushDialog } from "./pushDialog.ts";

/** The Compose view as a person meets it: by what its parts are called. */
export class ComposePage {
  readonly page: Page;
  readonly sources: Locator;
  readonly result: Locator;
  readonly preview: Locator;
  readonly targets: Locator;

  constructor(page: Page) {
    this.page = page;
    const region = (name: string): Locator => page.getByRole("region", { name, exact: true });
    this.sources = region("Sources");
    this.result = region("Result");
    this.preview = region("Preview");
    this.targets = region("Targets");
  }

  async show(): Promise<void> {
    await this.page.getByRole("tab", { name: "Compose" }).click();
  }

  /** Type a source, or paste several, and take them. */
  async addSource(text: string): Promise<void> {
    const field = this.sources.getByRole("textbox", { name: "Add source" });
    await field.fill(text);
    await field.press("Enter");
  }

  async addTarget(text: string): Promise<void> {
    const field = this.targets.getByRole("textbox", { name: "Add target" });
    await field.fill(text);
    await field.press("Enter");
  }

  /** The row of a source, by its text or a part of it. */
  source(text: string): Locator {
    return this.sources.getByRole("row").filter({ hasText: text });
  }

  /** Remove every source, one after the other, with its own button. */
  async removeAllSources(): Promise<void> {
    const rows = this.sources.getByRole("row");
    for (let left = await rows.count(); left > 0; left -= 1) {
      await rows.first().hover();
      await rows
        .first()
        .getByRole("button", { name: /^Remove/ })
        .click();
      await expect(rows).toHaveCount(left - 1);
    }
  }

  /** The row of an entry, by its platform. */
  entry(platform: string): Locator {
    return this.result.getByRole("row").filter({ hasText: platform });
  }

  /** Tick or untick an entry's platform, with the mouse on the box that is seen. */
  async tick(platform: string): Promise<void> {
    const box = this.entry(platform).getByRole("checkbox");
    await box.locator("xpath=ancestor::label").click();
  }

  /** @param where as the scope field writes it: `Index`, `All entries`, a platform */
  async addAnnotation(where: string, key: string, value: string): Promise<void> {
    await this.result.getByRole("button", { name: "Add annotation" }).click();
    const count = await this.result.getByRole("textbox", { name: /^Value of annotation/ }).count();
    await this.fillSuggested(`Scope of annotation ${count}`, where);
    await this.fillSuggested(`Key of annotation ${count}`, key);
    await this.result.getByRole("textbox", { name: `Value of annotation ${count}` }).fill(value);
  }

  /** What would be left behind. */
  get losses(): Locator {
    return this.result.getByRole("region", { name: "Would be left behind" });
  }

  /** Turn a switch of what would be left behind, with the mouse on what is seen of it. */
  async keep(what: string): Promise<void> {
    const toggle = this.losses.getByRole("switch", { name: `Keep ${what}` });
    await toggle.locator("xpath=ancestor::label").click();
  }

  async showScripts(): Promise<void> {
    await this.preview.getByRole("tab", { name: "Scripts" }).click();
  }

  async showJson(): Promise<void> {
    await this.preview.getByRole("tab", { name: "JSON" }).click();
    await expect(this.preview.getByRole("textbox", { name: "JSON of the result" })).toBeVisible();
  }

  /** The exact JSON, taken as a person would: with the Copy button. */
  async copyJson(app: ElectronApplication): Promise<string> {
    await this.showJson();
    await app.evaluate(({ clipboard }) => clipboard.clear());
    await this.preview.getByRole("button", { name: /^Copy/ }).last().click();
    await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).not.toBe("");
    return await app.evaluate(({ clipboard }) => clipboard.readText());
  }

  /** Open the review, and wait for the plan. */
  async review(): Promise<PushDialog> {
    await this.page.getByRole("button", { name: "Review push…" }).click();
    const dialog = new PushDialog(this.page);
    await expect(dialog.cancel).toBeFocused();
    return dialog;
  }

  private async fillSuggested(name: string, text: string): Promise<void> {
    const field = this.result.getByRole("combobox", { name });
    await field.fill(text);
    // The suggestions would lie over what comes next.
    await field.press("Tab");
  }
}
