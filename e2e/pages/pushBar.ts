import type { Locator, Page } from "@playwright/test";

/** The pushes in the background, at the bottom of the window. */
export class PushBar {
  readonly region: Locator;

  constructor(page: Page) {
    this.region = page.getByRole("region", { name: "Pushes" });
  }

  /** The row of a push, by its target. */
  push(name: string): Locator {
    return this.region.getByRole("listitem").filter({ hasText: name });
  }
}
