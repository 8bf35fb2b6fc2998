import { appOrigin } from "./appOrigin.ts";

/**
 * Whether a page may use a permission: only the app's page, and only to copy text (checklist, item 5). Apart from the
 * handlers, so that tests run without Electron.
 */
export function isAllowed(permission: string, url: string): boolean {
  return permission === "clipboard-sanitized-write" && isAppPage(url);
}

/** @param url an origin or a full URL, depending on Electron's event */
function isAppPage(url: string): boolean {
  return url === appOrigin || url.startsWith(`${appOrigin}/`);
}
