import type { Locator, Page } from "@playwright/test";

/** The Compare view. */
export class ComparePage {
  readonly page: Page;
  readonly view: Locator;
  /** The index and its entries. */
  readonly entries: Locator;

  constructor(page: Page) {
    this.page = page;
    this.view = page.getByRole("region", { name: "Compare", exact: true });
    this.entries = this.view.getByRole("grid", { name: "Entries" });
  }

  async show(): Promise<void> {
    await this.page.getByRole("tab", { name: "Compare", exact: true }).click();
  }

  field(name: "First side" | "Second side" | "Index to compare"): Locator {
    return this.view.getByRole("textbox", { name, exact: true });
  }

  /** Compares two references. */
  async compare(first: string, second: string): Promise<void> {
    await this.field("First side").fill(first);
    await this.field("Second side").fill(second);
    await this.field("Second side").press("Enter");
  }

  async showTab(name: string): Promise<void> {
    await this.view.getByRole("tab", { name, exact: true }).click();
  }

  rows(grid: string): Locator {
    return this.view.getByRole("grid", { name: grid }).getByRole("row");
  }
}
