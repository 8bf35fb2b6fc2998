import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { app, net, protocol } from "electron";
import {
  contentSecurityPolicy,
  createNonce,
  developmentPolicy,
  noncePlaceholder,
} from "../security/csp.ts";
import { appScheme } from "../security/appOrigin.ts";
import { mediaTypeOf, resolveAppFile } from "./appResource.ts";

const root = join(import.meta.dirname, "../renderer");

/** Registers app:// as a scheme with an origin, fetch and a code cache. It bypasses no policy (checklist, item 18). */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: appScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/** Returns the URL of the development server; undefined in a packaged app. */
export function developmentServer(): string | undefined {
  return app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;
}

/** Serves app://manifestry/ from the built files, or from the development server. */
export function serveAppScheme(): void {
  const server = developmentServer();
  protocol.handle(appScheme, (request) => {
    if (request.method !== "GET") {
      return new Response(null, { status: 405 });
    }
    return server === undefined
      ? respondFromFile(request.url)
      : respondFromServer(server, request.url);
  });
}

async function respondFromFile(requestUrl: string): Promise<Response> {
  const file = resolveAppFile(root, requestUrl);
  const bytes = file === undefined ? undefined : await readFile(file).catch(() => undefined);
  if (file === undefined || bytes === undefined) {
    return new Response(null, { status: 404 });
  }
  const type = mediaTypeOf(file);
  if (!type.startsWith("text/html")) {
    return respond(new Uint8Array(bytes), type);
  }
  const nonce = createNonce();
  return respondWithPage(bytes.toString(), nonce, contentSecurityPolicy(nonce));
}

async function respondFromServer(server: string, requestUrl: string): Promise<Response> {
  const { pathname, search } = new URL(requestUrl);
  const response = await net.fetch(new URL(pathname + search, server).href, {
    bypassCustomProtocolHandlers: true,
  });
  const type = response.headers.get("content-type") ?? "application/octet-stream";
  if (!response.ok || !type.startsWith("text/html")) {
    return new Response(response.body, {
      status: response.status,
      headers: { "content-type": type },
    });
  }
  const nonce = createNonce();
  return respondWithPage(await response.text(), nonce, developmentPolicy(nonce, server));
}

function respondWithPage(html: string, nonce: string, policy: string): Response {
  return respond(html.replaceAll(noncePlaceholder, nonce), "text/html; charset=utf-8", {
    "content-security-policy": policy,
    // The nonce is for one load.
    "cache-control": "no-store",
  });
}

function respond(
  body: string | Uint8Array<ArrayBuffer>,
  type: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(body, {
    headers: { "content-type": type, "x-content-type-options": "nosniff", ...headers },
  });
}
