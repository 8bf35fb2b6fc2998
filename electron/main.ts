import { app } from "electron";
import { logFailures } from "./app/appLog.ts";
import { readLastSession } from "./app/crash.ts";
import {
  setAppId,
  setUserDataFolder,
  requireSingleInstance,
  exitOnStartError,
  handleLifecycle,
} from "./app/lifecycle.ts";
import { omitDefaultMenu, setMenu } from "./app/menu.ts";
import { watchOpened } from "./app/opened/opened.ts";
import { registerAppScheme, developmentServer, serveAppScheme } from "./app/protocol.ts";
import { surviveErrors } from "./app/uncaughtError.ts";
import { openWindow } from "./app/window.ts";
import { registerHandlers } from "./ipc/handlers/register.ts";
import { blockNavigation } from "./security/navigation.ts";
import { blockPageLookups, disablePageNetwork, joinNetworkService } from "./security/network.ts";
import { denyPermissions } from "./security/permissions.ts";
import { sandboxRenderers } from "./security/sandbox.ts";

// Electron accepts these only before the app is ready.
setAppId();
setUserDataFolder();
if (requireSingleInstance()) {
  readLastSession();
  logFailures();
  surviveErrors();
  watchOpened();
  omitDefaultMenu();
  registerAppScheme();
  sandboxRenderers();
  blockNavigation();
  blockPageLookups();
  joinNetworkService();
  // Not awaited at the top level: the app becomes ready after this module has run.
  app.whenReady().then(start).catch(exitOnStartError);
}

async function start(): Promise<void> {
  denyPermissions();
  if (developmentServer() === undefined) {
    await disablePageNetwork();
  }
  serveAppScheme(await registerHandlers());
  setMenu();
  openWindow();
  handleLifecycle();
}
