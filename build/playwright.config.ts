import { resolve } from "node:path";
import { defineConfig } from "@playwright/test";

const top = resolve(import.meta.dirname, "..");

/** The titles of tests that run once in each theme. */
const inDark = /, dark$/;

export default defineConfig({
  testDir: resolve(top, "e2e"),
  projects: [
    { name: "specs", testMatch: "specs/**/*.spec.ts", grepInvert: inDark },
    // Too long for every run, part of `npm run sweep`: tests again in the dark theme, and whole tasks on real registries.
    { name: "dark", testMatch: "specs/**/*.spec.ts", grep: inDark },
    { name: "journeys", testMatch: "journeys/**/*.spec.ts", fullyParallel: true },
  ],
  outputDir: resolve(top, "out/e2e"),
  // Windows on one display take the focus from each other; on virtual displays each worker has its own.
  workers: process.env.MANIFESTRY_VIRTUAL_DISPLAY === undefined ? 1 : 2,
  fullyParallel: false,
  forbidOnly: process.env.CI !== undefined,
  // A slow machine must not make a true test fail.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [["list"], ["json", { outputFile: resolve(top, "out/reports/playwright.json") }]],
});
