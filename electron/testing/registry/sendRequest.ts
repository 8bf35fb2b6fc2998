import type { IncomingHttpHeaders } from "node:http";
import { request } from "node:http";

export interface RawRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Sends one HTTP request on its own connection: no added headers, redirects, retries or decompression.
 * @throws the error of the connection if it ends before the response
 */
export function sendRequest(url: string, rawRequest: RawRequest = {}): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const { body } = rawRequest;
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const outgoing = request(url, {
      method: rawRequest.method ?? "GET",
      headers: { ...length, ...rawRequest.headers },
      agent: false,
    });
    outgoing.on("error", reject);
    outgoing.on("response", (incoming) => {
      const parts: Buffer[] = [];
      incoming.on("data", (part: Buffer) => parts.push(part));
      incoming.on("error", reject);
      incoming.on("end", () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: Buffer.concat(parts),
        }),
      );
    });
    outgoing.end(body);
  });
}
