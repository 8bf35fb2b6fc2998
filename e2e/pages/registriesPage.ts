import { expect, type Locator, type Page } from "@playwright/test";

/** The Registries view. */
export class RegistriesPage {
  readonly page: Page;
  readonly view: Locator;
  readonly form: Locator;

  constructor(page: Page) {
    this.page = page;
    this.view = page.getByRole("region", { name: "Registries", exact: true });
    this.form = this.view.getByRole("region", { name: "Log in", exact: true });
  }

  async show(): Promise<void> {
    await this.page.getByRole("tab", { name: "Registries" }).click();
    await expect(this.view).toBeVisible();
  }

  /** Returns the row of a registry. */
  registry(host: string): Locator {
    return this.view
      .getByRole("list", { name: "Registries" })
      .locator("> li")
      .filter({ has: this.page.getByRole("heading", { name: host, exact: true }) });
  }

  /** Fills in the login form and submits it, without waiting for the result. */
  async tryLogin(host: string, account: string, password: string): Promise<void> {
    await this.form.getByRole("textbox", { name: "Registry" }).fill(host);
    await this.form.getByRole("textbox", { name: "User name" }).fill(account);
    const field = this.form.getByLabel("Password or token");
    await field.fill(password);
    await field.press("Enter");
  }

  async logIn(host: string, account: string, password: string): Promise<void> {
    await this.tryLogin(host, account, password);
    await expect(this.form.getByText(`Logged in to ${host} as ${account}.`)).toBeVisible();
  }

  async logOut(host: string): Promise<void> {
    const button = this.registry(host).getByRole("button", { name: `Log out of ${host}` });
    await button.click();
    await expect(button).toBeHidden();
  }
}
