import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/** Returns the violations that axe reports for the page, with their elements. */
export async function axeViolations(page: Page): Promise<unknown[]> {
  // Without legacy mode, axe opens a second page, which Electron does not support: axe-core-npm#1141.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.map(({ id, nodes }) => ({
    id,
    nodes: nodes.map(({ html, failureSummary }) => [html, failureSummary]),
  }));
}

/** Returns the violations that axe reports for the page in the light and in the dark theme, in which it stays. */
export async function axeViolationsInBothThemes(page: Page): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    found.push(...(await axeViolations(page)));
  }
  return found;
}
