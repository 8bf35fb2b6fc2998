import { expect, it } from "vitest";
import { fillPage } from "./fillPage.ts";

it("writes the nonce and the view state into the page, whatever text that has", () => {
  const html = `<meta name="view-state" content="manifestry-view-state"><script nonce="manifestry-csp-nonce">`;
  const reference = `"><script>alert(1)</script>&quot;$&$1'`;
  const page = fillPage(html, "n0nce", { viewState: () => ({ recentInspections: [reference] }) });
  expect(page).toContain('<script nonce="n0nce">');
  expect(page.match(/</g)).toHaveLength(2);
  const content = /content="([^"]*)"/.exec(page)?.[1] ?? "";
  const text = content
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
  expect(JSON.parse(text)).toEqual({ recentInspections: [reference] });
});
