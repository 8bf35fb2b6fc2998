import { resolve } from "node:path";
import { defineConfig } from "@playwright/test";

const top = resolve(import.meta.dirname, "..");

/** Tests that are long, or the same again in the dark theme. */
const inSweep = /, dark\b|@sweep/;

export default defineConfig({
  testDir: resolve(top, "e2e"),
  projects: [
    { name: "specs", testMatch: "specs/**/*.spec.ts", grepInvert: inSweep },
    // Too long for every run: part of `npm run sweep`.
    { name: "sweep", testMatch: "specs/**/*.spec.ts", grep: inSweep },
    // On packages: `npm run test:package`. The fuses first: they make the copy that Playwright can start.
    { name: "fuses", testMatch: "package/fuses.spec.ts" },
    {
      name: "package",
      testMatch: "package/{contents,appImage,windowsInstaller,bareDebian,reproducible}.spec.ts",
    },
    {
      name: "packaged app",
      testMatch: [
        "specs/{sampleLibrary,registry,recipe,largeDocument,history,opened,diagnostics,licenses}.spec.ts",
        "journeys/{editTag,compare,tags}.spec.ts",
        "package/about.spec.ts",
      ],
      grepInvert: inSweep,
      dependencies: ["fuses"],
    },
    // Whole tasks on real registries.
    { name: "journeys", testMatch: "journeys/**/*.spec.ts", fullyParallel: true },
  ],
  outputDir: resolve(top, "out/e2e"),
  // Windows on one display take the focus from each other; on virtual displays each worker has its own.
  workers: process.env.MANIFESTRY_VIRTUAL_DISPLAY === undefined ? 1 : 3,
  fullyParallel: false,
  forbidOnly: process.env.CI !== undefined,
  // A slow machine must not make a true test fail.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [["list"], ["json", { outputFile: resolve(top, "out/reports/playwright.json") }]],
});
