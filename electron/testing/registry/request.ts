import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { RequestEntry } from "./requestLog.ts";

/** A request as the registry's parts see it. */
export interface RegistryRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The body in the pieces that it comes in; throws when the client goes away. */
  chunks(): AsyncGenerator<Buffer>;
  /** The whole body, or undefined where it has more than `limit` bytes. */
  body(limit: number): Promise<Buffer | undefined>;
}

/** Wraps a request of node:http; what is read of its body is counted in the log's entry. */
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
        // Read on to the end: an answer in the middle of a request's body is a test of its own, see faults.
        if (size <= limit) parts.push(chunk);
      }
      return size > limit ? undefined : Buffer.concat(parts);
    },
  };
}
