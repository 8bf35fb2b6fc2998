import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { RegistryResponse } from "./response.ts";
import { errorResponse } from "./response.ts";
import type { RegistryRequest } from "./request.ts";
import { readRequest } from "./request.ts";
import type { FaultAction, Faults } from "./faults.ts";
import type { RequestLog } from "./requestLog.ts";
import { newEntry } from "./requestLog.ts";
import { sendResponse } from "./sendResponse.ts";

export interface ServerOptions {
  readonly respond: (request: RegistryRequest) => RegistryResponse | Promise<RegistryResponse>;
  readonly faults: Faults;
  readonly log: RequestLog;
  /** Does what a fault does to tokens, before the request is looked at. */
  readonly applyToTokens?: (fault: FaultAction) => void;
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
}

export interface RunningServer {
  readonly host: string;
  readonly url: string;
  /** Ends the server and every connection, also those that hang. */
  close(): Promise<void>;
}

/** Starts an HTTP server on a free port of 127.0.0.1 that answers with `answer`, as far as the faults let it. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const sockets = new Set<Socket>();
  const closing = new AbortController();
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response, { ...options, restart }, closing.signal).catch((error: unknown) => {
      // A client that went away, or the end of the server: nobody is there to be answered.
      if (response.destroyed || closing.signal.aborted) return;
      if (response.headersSent) {
        response.destroy();
        return;
      }
      response.writeHead(500, { "content-type": "text/plain" });
      response.end(error instanceof Error ? (error.stack ?? error.message) : String(error));
    });
  };
  const restart = async (pause: number): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
    await wait(pause, undefined, { signal: closing.signal });
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  };
  const server: Server =
    options.tls === undefined ? createServer(serve) : createSecureServer(options.tls, serve);
  // A connection that the server closes while idle would make a client's next request fail by chance.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  // A client may give up in the middle of a handshake or a request: that is its affair.
  server.on("tlsClientError", () => {});
  server.on("clientError", (_error, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  return {
    host,
    url: `${options.tls === undefined ? "http" : "https"}://${host}`,
    async close() {
      closing.abort();
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function handle(
  request: IncomingMessage,
  outgoing: ServerResponse,
  options: ServerOptions & { readonly restart: (pause: number) => Promise<void> },
  closing: AbortSignal,
): Promise<void> {
  const path = request.url ?? "/";
  const method = request.method ?? "GET";
  const entry = newEntry(method, path, request.headers);
  options.log.add(entry);
  const faults = options.faults.take(method, path);
  let response: RegistryResponse | undefined;
  for (const fault of faults) {
    if ("hang" in fault) return;
    if ("restart" in fault) {
      await options.restart(fault.restart);
      return;
    }
    if ("reset" in fault) {
      request.socket.resetAndDestroy();
      return;
    }
    if ("delay" in fault) await wait(fault.delay, undefined, { signal: closing });
    options.applyToTokens?.(fault);
    response ??= faultResponse(fault, path);
  }
  response ??= await options.respond(readRequest(request, entry));
  if (faults.some((fault) => "dropResponse" in fault)) {
    request.socket.resetAndDestroy();
    return;
  }
  await sendResponse(outgoing, response, faults, entry, closing);
}

/** What a fault answers in the server's place. */
function faultResponse(fault: FaultAction, path: string): RegistryResponse | undefined {
  if ("redirect" in fault)
    return {
      status: fault.status ?? 307,
      headers: { location: fault.redirect.replaceAll("{path}", path) },
    };
  if (!("status" in fault)) return undefined;
  if (fault.body === undefined && fault.headers === undefined)
    return errorResponse(fault.status, "UNKNOWN", "made to fail");
  return {
    status: fault.status,
    headers: fault.headers ?? {},
    ...(fault.body === undefined ? {} : { body: Buffer.from(fault.body) }),
  };
}
