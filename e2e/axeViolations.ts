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
