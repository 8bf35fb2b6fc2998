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
  /** Applies the part of a fault that changes tokens, before the request is handled. */
  readonly applyToTokens?: (fault: FaultAction) => void;
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
}

export interface RunningServer {
  readonly host: string;
  readonly url: string;
  /** Closes the server and all connections. */
  close(): Promise<void>;
}

/** Starts an HTTP server on a free port of 127.0.0.1, which applies faults to requests and responses. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const sockets = new Set<Socket>();
  const closing = new AbortController();
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    handle({ request, outgoing: response }, { ...options, restart }, closing.signal).catch(
      (error: unknown) => {
        // The client disconnected, or the server closes.
        if (response.destroyed || closing.signal.aborted) {
          return;
        }
        if (response.headersSent) {
          response.destroy();
          return;
        }
        response.writeHead(500, { "content-type": "text/plain" });
        response.end(error instanceof Error ? (error.stack ?? error.message) : String(error));
      },
    );
  };
  const restart = async (pause: number): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) {
      socket.destroy();
    }
    await closed;
    await wait(pause, undefined, { signal: closing.signal });
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  };
  const server: Server =
    options.tls === undefined ? createServer(serve) : createSecureServer(options.tls, serve);
  // Closing idle connections would make requests of clients fail at random.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  // Clients may abort a handshake or a request.
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
      for (const socket of sockets) {
        socket.destroy();
      }
      await closed;
    },
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly outgoing: ServerResponse;
}

async function handle(
  { request, outgoing }: Exchange,
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
    if ("hang" in fault) {
      return;
    }
    if ("restart" in fault) {
      await options.restart(fault.restart);
      return;
    }
    if ("reset" in fault) {
      request.socket.resetAndDestroy();
      return;
    }
    if ("delay" in fault) {
      await wait(fault.delay, undefined, { signal: closing });
    }
    options.applyToTokens?.(fault);
    response ??= faultResponse(fault, path);
  }
  response ??= await options.respond(readRequest(request, entry));
  if (faults.some((fault) => "dropResponse" in fault)) {
    request.socket.resetAndDestroy();
    return;
  }
  await sendResponse(outgoing, { response, faults, entry }, closing);
}

/** Returns the response of a fault, or undefined. */
function faultResponse(fault: FaultAction, path: string): RegistryResponse | undefined {
  if ("redirect" in fault) {
    return {
      status: fault.status ?? 307,
      headers: { location: fault.redirect.replaceAll("{path}", path) },
    };
  }
  if (!("status" in fault)) {
    return undefined;
  }
  if (fault.body === undefined && fault.headers === undefined) {
    return errorResponse(fault.status, "UNKNOWN", "injected fault");
  }
  return {
    status: fault.status,
    headers: fault.headers ?? {},
    ...(fault.body === undefined ? {} : { body: Buffer.from(fault.body) }),
  };
}
