import { app } from "electron";
import { logFailures } from "./app/appLog.ts";
import { chooseUserData, claimInstance, endOnFailure, followLifecycle } from "./app/lifecycle.ts";
import { setMenu } from "./app/menu.ts";
import { claimScheme, developmentServer, serveApp } from "./app/protocol.ts";
import { openWindow } from "./app/window.ts";
import { registerHandlers } from "./ipc/handlers/register.ts";
import { refuseNavigation } from "./security/navigation.ts";
import { closeSideWays, cutNetwork } from "./security/network.ts";
import { limitPermissions } from "./security/permissions.ts";
import { sandboxRenderers } from "./security/sandbox.ts";

// What must be said before the app is ready.
chooseUserData();
claimInstance();
logFailures();
claimScheme();
sandboxRenderers();
refuseNavigation();
closeSideWays();

// Not awaited at the top level: the app becomes ready only after this module has run.
app.whenReady().then(start).catch(endOnFailure);

async function start(): Promise<void> {
  limitPermissions();
  if (developmentServer() === undefined) await cutNetwork();
  serveApp();
  await registerHandlers();
  setMenu();
  openWindow();
  followLifecycle();
}
