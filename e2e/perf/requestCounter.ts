import { createServer } from "node:http";
import { Duplex } from "node:stream";

/** One request as it went by. */
export interface CountedRequest {
  readonly method: string;
  readonly path: string;
  /** Bytes of its body, without the transfer's own. */
  bodyBytes: number;
}

export interface RequestCounter {
  readonly requests: readonly CountedRequest[];
  /** A connection whose bytes, client to server, are to be read as HTTP. */
  watch(): Watched;
  clear(): void;
}

interface Watched {
  see(bytes: Uint8Array): void;
  end(): void;
}

/**
 * Counts the requests in bytes that go by. Node's own server reads them, as connections that nobody made, so
 * that keep-alive, bodies and chunks are told apart as in any server; its answers go nowhere.
 */
export function countRequests(): RequestCounter {
  const requests: CountedRequest[] = [];
  const reader = createServer((incoming, outgoing) => {
    const request = { method: incoming.method ?? "", path: incoming.url ?? "", bodyBytes: 0 };
    requests.push(request);
    incoming.on("data", (chunk: Uint8Array) => (request.bodyBytes += chunk.byteLength));
    incoming.on("end", () => outgoing.end());
    // A client that left in the middle.
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
