import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/** What axe finds wrong with the page as it is, with the elements that it found it at. */
export async function axeViolations(page: Page): Promise<unknown[]> {
  // Without legacy mode axe opens a second page, which Electron cannot: axe-core-npm#1141.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.map(({ id, nodes }) => ({
    id,
    nodes: nodes.map(({ html, failureSummary }) => [html, failureSummary]),
  }));
}
