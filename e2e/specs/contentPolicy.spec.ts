import type { Page } from "@playwright/test";
import { expect, shareApp } from "../fixtures.ts";

/** These tests change only the page. */
const test = shareApp();

interface Watched {
  violations?: string[];
}

/** Reloads the page with a listener for violations of its policy. */
async function watchPolicy(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const violations: string[] = [];
    (globalThis as Watched).violations = violations;
    addEventListener("securitypolicyviolation", (event) => {
      violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`);
    });
  });
  await page.reload();
  return () => page.evaluate(() => (globalThis as Watched).violations ?? ["not watched"]);
}

test("the page has its policy and does not violate it (item 7)", async ({ page }) => {
  const violations = await watchPolicy(page);
  const served = await page.evaluate(async () => {
    const response = await fetch("app://manifestry/");
    return {
      policy: response.headers.get("content-security-policy"),
      sniff: response.headers.get("x-content-type-options"),
      html: await response.text(),
    };
  });
  expect(served.policy).toMatch(
    /^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[A-Za-z0-9+/]{24}'; /,
  );
  expect(served.sniff).toBe("nosniff");
  expect(served.html).not.toContain("manifestry-csp-nonce");
  const nonce = /'nonce-([^']+)'/.exec(served.policy ?? "")?.[1];
  expect(served.html).toContain(`nonce="${nonce}"`);
  const other = await page.evaluate(async () =>
    (await fetch("app://manifestry/")).headers.get("content-security-policy"),
  );
  expect(other).not.toBe(served.policy);
  expect(await violations()).toEqual([]);
});

test("the policy blocks inline scripts, inline handlers and other hosts (item 7)", async ({
  page,
}) => {
  const violations = await watchPolicy(page);
  const done = await page.evaluate(async () => {
    const script = document.createElement("script");
    script.textContent = "globalThis.scriptRan = true";
    document.head.append(script);
    const button = document.createElement("button");
    button.setAttribute("onclick", "globalThis.handlerRan = true");
    document.body.append(button);
    button.click();
    button.remove();
    const reached = await fetch("https://example.com/").then(
      () => true,
      () => false,
    );
    return { script: "scriptRan" in globalThis, handler: "handlerRan" in globalThis, reached };
  });
  expect(done).toEqual({ script: false, handler: false, reached: false });
  const directives = async (): Promise<string[]> =>
    (await violations()).map((violation) => violation.split(" ")[0] ?? "").sort();
  await expect.poll(directives).toEqual(["connect-src", "script-src-attr", "script-src-elem"]);
});

test("app:// serves no file outside the page's folder (item 18)", async ({ page }) => {
  const statuses = await page.evaluate(async () => {
    const addresses = [
      "/..%2fmain%2fmain.cjs",
      "/..%2f..%2fpackage.json",
      "/assets/..%2f..%2f..%2fpackage.json",
      "/%2e%2e%2fpreload%2fpreload.cjs",
      "/..%5c..%5cpackage.json",
      "/no-such-file.js",
    ];
    return Promise.all(addresses.map(async (address) => (await fetch(address)).status));
  });
  expect(statuses).toEqual([404, 404, 404, 404, 404, 404]);
});

test("app:// answers GET only", async ({ page }) => {
  const status = await page.evaluate(
    async () => (await fetch("app://manifestry/", { method: "POST" })).status,
  );
  expect(status).toBe(405);
});
