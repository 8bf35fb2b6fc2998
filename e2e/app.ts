import { test as base, type ElectronApplication, type Page } from "@playwright/test";
import { launchApp, type LaunchedApp, type LaunchOptions } from "./launch.ts";

interface Fixtures {
  /** How the app is started; a spec changes it with `test.use`. */
  readonly appOptions: LaunchOptions;
  readonly launched: LaunchedApp;
  readonly app: ElectronApplication;
  /** The app's window, shown and with its page loaded. */
  readonly page: Page;
}

/** A test with the app running in a fresh user data folder; a failed one leaves a trace. */
export const test = base.extend<Fixtures>({
  appOptions: [{}, { option: true }],
  launched: async ({ appOptions }, provide, info) => {
    const launched = await launchApp(appOptions);
    const { tracing } = launched.app.context();
    await tracing.start({ screenshots: true, snapshots: true });
    await provide(launched);
    const failed = info.status !== info.expectedStatus;
    await tracing.stop(failed ? { path: info.outputPath("trace.zip") } : {});
    await launched.close();
  },
  app: async ({ launched }, provide) => provide(launched.app),
  page: async ({ launched }, provide) => {
    await launched.page.waitForLoadState("load");
    await provide(launched.page);
  },
});

export { expect } from "@playwright/test";
