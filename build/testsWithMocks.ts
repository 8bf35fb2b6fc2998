/** The tests that replace modules, as globs: each runs in a worker of its own, so that no other test gets the replacement. */
export const testsWithMocks = [
  "electron/{app,ipc,security,storage}/**/*.test.ts",
  "electron/engine/stores/layout/layoutStore.test.ts",
  "electron/testing/pipes.test.ts",
];
