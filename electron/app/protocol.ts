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

/** Make app:// a scheme like https: with an origin, fetch and a code cache; it bypasses no policy (checklist, item 18). */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: appScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/** The server that the page comes from while it is developed; a packaged app has none. */
export function developmentServer(): string | undefined {
  return app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;
}

/** Answer app://manifestry/ with the built page, or with the development server's. */
export function serveAppScheme(): void {
  const server = developmentServer();
  protocol.handle(appScheme, (request) => {
    if (request.method !== "GET") return new Response(null, { status: 405 });
    return server === undefined ? serveFile(request.url) : serveFrom(server, request.url);
  });
}

async function serveFile(address: string): Promise<Response> {
  const file = resolveAppFile(root, address);
  const bytes = file === undefined ? undefined : await readFile(file).catch(() => undefined);
  if (file === undefined || bytes === undefined) return new Response(null, { status: 404 });
  const type = mediaTypeOf(file);
  if (!type.startsWith("text/html")) return respond(new Uint8Array(bytes), type);
  const nonce = createNonce();
  return respondPage(bytes.toString(), nonce, contentSecurityPolicy(nonce));
}

async function serveFrom(server: string, address: string): Promise<Response> {
  const { pathname, search } = new URL(address);
  const answer = await net.fetch(new URL(pathname + search, server).href, {
    bypassCustomProtocolHandlers: true,
  });
  const type = answer.headers.get("content-type") ?? "application/octet-stream";
  if (!answer.ok || !type.startsWith("text/html")) {
    return new Response(answer.body, { status: answer.status, headers: { "content-type": type } });
  }
  const nonce = createNonce();
  return respondPage(await answer.text(), nonce, developmentPolicy(nonce, server));
}

function respondPage(html: string, nonce: string, policy: string): Response {
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
