import { session } from "electron";
import { isAllowed } from "./allowedPermissions.ts";

/** Denies every permission except the one that the app uses, for requests and checks. */
export function denyPermissions(): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, permission, respond, details) => {
    respond(isAllowed(permission, details.requestingUrl));
  });
  defaultSession.setPermissionCheckHandler((_contents, permission, origin) =>
    isAllowed(permission, origin),
  );
  defaultSession.setDevicePermissionHandler(() => false);
}
