import { createServer } from "node:http";
import { Duplex } from "node:stream";

/** A counted request. */
export interface CountedRequest {
  readonly method: string;
  readonly path: string;
  /** Bytes of its body, without chunked encoding. */
  bodyBytes: number;
}

export interface RequestCounter {
  readonly requests: readonly CountedRequest[];
  /** Adds a connection, whose bytes from client to server are parsed as HTTP. */
  watch(): Watched;
  clear(): void;
}

interface Watched {
  see(bytes: Uint8Array): void;
  end(): void;
}

/**
 * Counts the requests in the bytes of connections. Node's HTTP server parses them from simulated connections, so that
 * keep-alive, bodies and chunks are handled correctly; its responses are discarded.
 */
export function countRequests(): RequestCounter {
  const requests: CountedRequest[] = [];
  const reader = createServer((incoming, outgoing) => {
    const request = { method: incoming.method ?? "", path: incoming.url ?? "", bodyBytes: 0 };
    requests.push(request);
    incoming.on("data", (chunk: Uint8Array) => (request.bodyBytes += chunk.byteLength));
    incoming.on("end", () => outgoing.end());
    // The client disconnected.
    incoming.on("error", () => {});
  });
  return {
    requests,
    watch() {
      const connection = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
      reader.emit("connection", connection);
      return {
        see: (bytes) => void connection.push(bytes),
        end: () => void connection.push(null),
      };
    },
    clear: () => void requests.splice(0),
  };
}
