import { session } from "electron";
import { appOrigin } from "./appOrigin.ts";

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

/**
 * Whether a page may use a permission: only the app's page, and only to copy text (checklist, item 5).
 *
 * @param url an origin or a full URL, depending on Electron's event
 */
export function isAllowed(permission: string, url: string): boolean {
  const isAppPage = url === appOrigin || url.startsWith(`${appOrigin}/`);
  return permission === "clipboard-sanitized-write" && isAppPage;
}
