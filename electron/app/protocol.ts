import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { app, net, protocol, type ProtocolRequest, type ProtocolResponse } from "electron";
import { contentSecurityPolicy, createNonce, developmentPolicy } from "../security/csp.ts";
import { appScheme } from "../security/appOrigin.ts";
import { mediaTypeOf, resolveAppFile } from "./appResource.ts";
import { fillPage, type StartData } from "./fillPage.ts";

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

/** Serves app://manifestry/ from the built files, or from the development server. @param data for the page */
export function serveAppScheme(data: StartData): void {
  const server = developmentServer();
  if (server !== undefined) {
    protocol.handle(appScheme, ({ method, url }) =>
      method === "GET" ? respondFromServer(server, url, data) : new Response(null, { status: 405 }),
    );
    return;
  }
  // `protocol.handle` makes a Request of each request, for which Node loads its whole HTTP client at the start.
  // oxlint-disable-next-line typescript/no-deprecated
  protocol.registerBufferProtocol(appScheme, (request, respond) => {
    void respondFromFile(request, data).then(respond);
  });
}

const noData = Buffer.alloc(0);

async function respondFromFile(
  { method, url }: ProtocolRequest,
  data: StartData,
): Promise<ProtocolResponse> {
  if (method !== "GET") {
    return { statusCode: 405, data: noData };
  }
  const file = resolveAppFile(root, url);
  const bytes = file === undefined ? undefined : await readFile(file).catch(() => undefined);
  if (file === undefined || bytes === undefined) {
    return { statusCode: 404, data: noData };
  }
  const type = mediaTypeOf(file);
  if (!type.startsWith("text/html")) {
    return { statusCode: 200, headers: headersOf(type), data: bytes };
  }
  const nonce = createNonce();
  return {
    statusCode: 200,
    headers: { ...headersOf(type), ...pageHeaders(contentSecurityPolicy(nonce)) },
    data: Buffer.from(fillPage(bytes.toString(), nonce, data)),
  };
}

async function respondFromServer(
  server: string,
  requestUrl: string,
  data: StartData,
): Promise<Response> {
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
  return new Response(fillPage(await response.text(), nonce, data), {
    headers: { ...headersOf(type), ...pageHeaders(developmentPolicy(nonce, server)) },
  });
}

function headersOf(type: string): Record<string, string> {
  return { "content-type": type, "x-content-type-options": "nosniff" };
}

function pageHeaders(policy: string): Record<string, string> {
  return {
    "content-security-policy": policy,
    // The nonce is for one load.
    "cache-control": "no-store",
  };
}
