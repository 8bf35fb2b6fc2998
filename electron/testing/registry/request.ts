import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { RequestEntry } from "./requestLog.ts";

/** A request to the registry. */
export interface RegistryRequest {
  readonly method: string;
  /** Path and query, not decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Streams the body. @throws Error if the client disconnects */
  chunks(): AsyncGenerator<Buffer>;
  /** Returns the body, or undefined if it has more than `limit` bytes. */
  body(limit: number): Promise<Buffer | undefined>;
}

/** Wraps a request of node:http and counts the bytes of its body in the log entry. */
export function readRequest(request: IncomingMessage, entry: RequestEntry): RegistryRequest {
  async function* chunks(): AsyncGenerator<Buffer> {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      entry.bytesIn += chunk.length;
      yield chunk;
    }
  }
  const path = request.url ?? "/";
  return {
    method: request.method ?? "GET",
    path,
    query: new URLSearchParams(path.split("?").slice(1).join("?")),
    headers: request.headers,
    chunks,
    async body(limit) {
      const parts: Buffer[] = [];
      let size = 0;
      for await (const chunk of chunks()) {
        size += chunk.length;
        // Read to the end: a response before the end of the body is a fault of its own.
        if (size <= limit) {
          parts.push(chunk);
        }
      }
      return size > limit ? undefined : Buffer.concat(parts);
    },
  };
}
