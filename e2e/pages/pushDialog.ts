import { expect, type Locator, type Page } from "@playwright/test";

/** The dialog that shows a plan, then its push, then what came of it. */
export class PushDialog {
  readonly dialog: Locator;
  readonly cancel: Locator;

  constructor(page: Page) {
    this.dialog = page.getByRole("dialog", { name: "Review push" });
    this.cancel = this.dialog.getByRole("button", { name: "Cancel" });
  }

  /** The button that pushes: it names what it does. */
  get confirm(): Locator {
    return this.dialog.getByRole("button", { name: /^(?:Create|Move|Put)/ });
  }

  /** The box that must be ticked before something that may be a mistake is pushed. */
  get agreement(): Locator {
    return this.dialog.getByRole("checkbox", { name: /Push anyway/ });
  }

  /** Agree to what the review asks about, where it asks. */
  async agree(): Promise<void> {
    // Until then the push is being planned.
    await expect(this.confirm).toBeVisible();
    if ((await this.agreement.count()) > 0)
      await this.agreement.locator("xpath=ancestor::label").click();
  }

  /** Carry out the plan, whatever it asks about. @param title what stands over it when it went well */
  async push(title: "Pushed" | "Put back" = "Pushed"): Promise<void> {
    await this.agree();
    await this.confirm.click();
    await this.finished(title);
  }

  async finished(title: string): Promise<void> {
    await expect(this.dialog.getByRole("heading", { name: title, exact: true })).toBeVisible({
      timeout: 30_000,
    });
  }

  /** The digest of what was pushed. */
  async digest(): Promise<string> {
    const text = await this.dialog
      .getByText(/^sha256:[0-9a-f]{64}$/)
      .first()
      .textContent();
    return text ?? "";
  }

  async close(): Promise<void> {
    await this.dialog.getByRole("button", { name: "Close" }).last().click();
    await expect(this.dialog).toBeHidden();
  }
}
