import { appOrigin } from "./appOrigin.ts";

/** Whether a page may have a permission: ours may copy text, and that is all (checklist, item 5). */
export function isAllowed(permission: string, url: string): boolean {
  return permission === "clipboard-sanitized-write" && isOurs(url);
}

/** Electron gives an origin in one place and a whole address in another. */
function isOurs(url: string): boolean {
  return url === appOrigin || url.startsWith(`${appOrigin}/`);
}
