import { expect, type Locator, type Page } from "@playwright/test";
import { PushDialog } from "./pushDialog.ts";

/** The Inspect view. */
export class InspectPage {
  readonly page: Page;
  readonly view: Locator;

  constructor(page: Page) {
    this.page = page;
    this.view = page.getByRole("region", { name: "Inspect", exact: true });
  }

  async show(): Promise<void> {
    await this.page.getByRole("tab", { name: "Inspect" }).click();
  }

  async open(text: string): Promise<void> {
    const field = this.view.getByRole("textbox", { name: "Reference to inspect" });
    await field.fill(text);
    await field.press("Enter");
  }

  /** Shows a section of the details. */
  async showSection(name: string): Promise<void> {
    await this.view
      .getByRole("region", { name: "Details" })
      .getByRole("tab", { name, exact: true })
      .click();
  }

  /** A row of the tree of contents, by the start of its name. */
  node(name: string): Locator {
    return this.view
      .getByRole("tree", { name: "Contents" })
      .getByRole("treeitem")
      .and(this.page.locator(`[aria-label^="${name}"]`))
      .first();
  }

  /** Opens the review of a retag of the inspected content. */
  async retag(target: string): Promise<PushDialog> {
    await this.view.getByRole("button", { name: "Retag…" }).click();
    const dialog = this.page.getByRole("dialog", { name: "Retag", exact: true });
    await dialog.getByRole("textbox", { name: "Targets" }).fill(target);
    await dialog.getByRole("button", { name: "Review retag…" }).click();
    const push = new PushDialog(this.page);
    await expect(push.cancel).toBeFocused();
    return push;
  }
}
