import { session } from "electron";
import { isAllowed } from "./allowedPermissions.ts";

/** Deny every permission but the one the app uses, when asked for and when looked up. */
export function denyPermissions(): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(isAllowed(permission, details.requestingUrl));
  });
  defaultSession.setPermissionCheckHandler((_contents, permission, origin) =>
    isAllowed(permission, origin),
  );
  defaultSession.setDevicePermissionHandler(() => false);
}
