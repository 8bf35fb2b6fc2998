import { type ElectronApplication, expect, type Locator, type Page } from "@playwright/test";
import { PushDialog } from "./pushDialog.ts";

/** The Compose view, found by accessible names. */
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

  /** Enters one or more sources. */
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

  /** The row of a source, by a part of its text. */
  source(text: string): Locator {
    return this.sources.getByRole("row").filter({ hasText: text });
  }

  /** Removes every source with its button. */
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

  /** Clicks the visible check box of an entry, which includes or excludes it. */
  async toggleEntry(platform: string): Promise<void> {
    const box = this.entry(platform).getByRole("checkbox");
    await box.locator("xpath=ancestor::label").click();
  }

  /** @param scope as in the scope field: `Index`, `All entries`, or a platform */
  async addAnnotation(scope: string, key: string, value: string): Promise<void> {
    await this.showDetails("Annotations");
    await this.result.getByRole("button", { name: "Add annotation" }).click();
    const count = await this.result.getByRole("textbox", { name: /^Value of annotation/ }).count();
    await this.fillSuggested(`Scope of annotation ${count}`, scope);
    await this.fillSuggested(`Key of annotation ${count}`, key);
    await this.result.getByRole("textbox", { name: `Value of annotation ${count}` }).fill(value);
  }

  /** Shows a tab below the entries. @param name the start of its name */
  async showDetails(name: "Annotations" | "Options" | "Not included"): Promise<void> {
    const start = name === "Not included" ? /^(?:Not|Also) included/ : new RegExp(`^${name}`);
    await this.result.getByRole("tab", { name: start }).click();
  }

  /** The losses of the draft, on the tab *Not included*. */
  get losses(): Locator {
    return this.result.getByRole("region", { name: "Not included" });
  }

  /** Clicks the visible switch of a loss. @param option such as `os.version` */
  async include(option: string): Promise<void> {
    const toggle = this.losses.getByRole("switch", { name: `Include ${option}` });
    await toggle.locator("xpath=ancestor::label").click();
  }

  async showScripts(): Promise<void> {
    await this.preview.getByRole("tab", { name: "Scripts" }).click();
  }

  async showJson(): Promise<void> {
    await this.preview.getByRole("tab", { name: "JSON" }).click();
    await expect(this.preview.getByRole("textbox", { name: "JSON of the result" })).toBeVisible();
  }

  /** Copies the JSON of the result with its Copy button. */
  async copyJson(app: ElectronApplication): Promise<string> {
    await this.showJson();
    await app.evaluate(({ clipboard }) => clipboard.clear());
    await this.preview.getByRole("button", { name: /^(?:Copy|Copied)$/ }).click();
    await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).not.toBe("");
    return await app.evaluate(({ clipboard }) => clipboard.readText());
  }

  /** Opens the review and waits for the plan. */
  async review(): Promise<PushDialog> {
    await this.page.getByRole("button", { name: "Review push…" }).click();
    const dialog = new PushDialog(this.page);
    await expect(dialog.cancel).toBeFocused();
    return dialog;
  }

  private async fillSuggested(name: string, text: string): Promise<void> {
    const field = this.result.getByRole("combobox", { name });
    await field.fill(text);
    // Close the suggestions, which would cover the next field.
    await field.press("Tab");
  }
}
