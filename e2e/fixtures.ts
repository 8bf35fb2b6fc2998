import { test as base, type ElectronApplication, type Page, type TestInfo } from "@playwright/test";
import { startDisplay } from "../build/setup/display.ts";
import { launchApp, type LaunchedApp, type LaunchOptions } from "./launch.ts";

interface Fixtures {
  /** Launch options; a spec sets them with `test.use`. */
  readonly appOptions: LaunchOptions;
  readonly launched: LaunchedApp;
  readonly app: ElectronApplication;
  /** The page of the app's window, after its load event. */
  readonly page: Page;
}

interface WorkerFixtures {
  /** A virtual display for each worker, so that windows do not take the focus from each other. */
  readonly display: void;
}

/** A test with the app in a new user data folder; a failed test saves a trace. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  display: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures from the pattern.
    async ({}, provide, { workerIndex }) => {
      if (workerIndex === 0 || process.env.MANIFESTRY_VIRTUAL_DISPLAY === undefined) {
        return await provide();
      }
      const display = await startDisplay();
      Object.assign(process.env, display.env);
      await provide();
      await display.stop();
    },
    { scope: "worker", auto: true },
  ],
  appOptions: [{}, { option: true }],
  launched: async ({ appOptions }, provide, info) => {
    const launched = await launchApp(appOptions);
    await trace(launched, info, () => provide(launched));
    await launched.close();
  },
  app: async ({ launched }, provide) => provide(launched.app),
  page: async ({ launched }, provide) => {
    await launched.page.waitForLoadState("load");
    await provide(launched.page);
  },
});

/**
 * Returns a `test` whose tests share one app, for tests that change only the page: it is reloaded before each test.
 * After a failed test, the app is restarted.
 */
export function shareApp(): typeof test {
  let shared: LaunchedApp | undefined;
  const close = async (): Promise<void> => {
    await shared?.close();
    shared = undefined;
  };
  const sharing = test.extend({
    launched: async ({ appOptions }, provide, info) => {
      if (shared) {
        await shared.page.reload();
      }
      const launched = (shared ??= await launchApp(appOptions));
      await trace(launched, info, () => provide(launched));
      if (hasFailed(info)) {
        await close();
      }
    },
  });
  sharing.afterAll(close);
  return sharing;
}

/** Runs a test and saves a trace if it fails. */
async function trace(
  { app }: LaunchedApp,
  info: TestInfo,
  run: () => Promise<void>,
): Promise<void> {
  const { tracing } = app.context();
  await tracing.start({ snapshots: true });
  await run();
  await tracing.stop(hasFailed(info) ? { path: info.outputPath("trace.zip") } : {});
}

function hasFailed({ status, expectedStatus }: TestInfo): boolean {
  return status !== expectedStatus;
}

export { expect } from "@playwright/test";
