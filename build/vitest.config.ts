import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { testsWithMocks } from "./testsWithMocks.ts";

const top = resolve(import.meta.dirname, "..");

const nodeTests = [
  "shared/**/*.test.ts",
  "electron/**/*.test.ts",
  "e2e/{conformance,perf}/**/*.test.ts",
  "build/**/*.test.ts",
];

export default defineConfig({
  root: top,
  test: {
    // A slow machine must not make a true test fail.
    testTimeout: 20_000,
    hookTimeout: 20_000,
    restoreMocks: true,
    // Many tests wait for a server or a disk, so more workers than cores keep the cores busy.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          environment: "node",
          include: nodeTests,
          exclude: testsWithMocks,
          // A worker runs many files: loading the engine and its libraries for each took half of the time.
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: "mocks", environment: "node", include: testsWithMocks },
      },
      {
        extends: true,
        resolve: {
          alias: [
            {
              find: /^zustand$/,
              replacement: resolve(top, "renderer/testing/resettableStores.ts"),
            },
          ],
        },
        test: {
          name: "renderer",
          environment: "happy-dom",
          include: ["renderer/**/*.test.{ts,tsx}"],
          setupFiles: "renderer/testing/setUpTests.ts",
          // Finding elements by role is slow.
          testTimeout: 90_000,
          // As above: React and the window for each file took more than half of the time. `setUpWindow` resets them.
          isolate: false,
          css: { modules: { classNameStrategy: "non-scoped" } },
        },
      },
    ],
  },
});
