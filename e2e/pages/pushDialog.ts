import { expect, type Locator, type Page } from "@playwright/test";

/** The title of the dialog in each state. */
const titles =
  /^(?:Review (?:push|retag|restore|repair|resumed push)|Open plan|Waiting|Pushing|Retagging|Restoring|Repairing|Pushed|Retagged|Restored|Repaired|Stopped|Can't (?:push|use this plan)|The (?:push|retag|restore|repair) did not finish)$/;

/** The push dialog: the plan, the push and its result. */
export class PushDialog {
  readonly dialog: Locator;
  readonly cancel: Locator;

  constructor(page: Page) {
    this.dialog = page.getByRole("dialog", { name: titles });
    this.cancel = this.dialog.getByRole("button", { name: "Cancel" });
  }

  /** The button that pushes. Its label names what it does. */
  get confirm(): Locator {
    return this.dialog.getByRole("button", {
      name: /^(?:Create|Move|Restore (?:\d+ )?tag|Restore manifest|Copy missing)/,
    });
  }

  get continueInBackground(): Locator {
    return this.dialog.getByRole("button", { name: "Continue in background" });
  }

  /** The checkbox that is required before a push that may be a mistake. */
  get agreement(): Locator {
    return this.dialog.getByRole("checkbox", { name: /(?:Push|Retag|Restore|Repair) anyway/ });
  }

  /** Checks "Push anyway" if the review requires it. */
  async agree(): Promise<void> {
    // The button is visible once planning has finished.
    await expect(this.confirm).toBeVisible();
    if ((await this.agreement.count()) > 0) {
      await this.agreement.locator("xpath=ancestor::label").click();
    }
  }

  /** Confirms and executes the plan. @param title the title of the dialog after success */
  async push(title: "Pushed" | "Retagged" | "Restored" | "Repaired" = "Pushed"): Promise<void> {
    await this.agree();
    await this.confirm.click();
    await this.finished(title);
  }

  async finished(title: string): Promise<void> {
    await expect(this.dialog.getByRole("heading", { name: title, exact: true })).toBeVisible({
      timeout: 30_000,
    });
  }

  /** Returns the digest of the pushed content. */
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
