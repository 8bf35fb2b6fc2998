import { extname, resolve, sep } from "node:path";
import { appHost, appScheme } from "../security/appOrigin.ts";

/** Returns the file of an app:// URL; undefined unless it is below the root (checklist, item 18). */
export function resolveAppFile(root: string, requestUrl: string): string | undefined {
  let path: string;
  try {
    const url = new URL(requestUrl);
    if (url.protocol !== `${appScheme}:` || url.host !== appHost) {
      return undefined;
    }
    path = decodeURIComponent(url.pathname);
  } catch {
    return undefined;
  }
  if (path.includes("\0")) {
    return undefined;
  }
  const base = resolve(root);
  const file = resolve(base, `.${path === "/" || path === "" ? "/index.html" : path}`);
  // With the separator, since "/app/renderer-other" begins with "/app/renderer" too.
  return file.startsWith(base + sep) ? file : undefined;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/vnd.microsoft.icon",
  ".woff2": "font/woff2",
};

/** Returns the media type for a file extension. Browsers run scripts and styles only with the right one. */
export function mediaTypeOf(file: string): string {
  return types[extname(file).toLowerCase()] ?? "application/octet-stream";
}
