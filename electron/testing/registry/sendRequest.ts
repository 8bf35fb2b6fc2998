import type { IncomingHttpHeaders } from "node:http";
import { request } from "node:http";

export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * One plain HTTP request on its own connection, for tests: nothing is added, followed, retried or unpacked.
 * @throws the connection's error where it ends before the answer does
 */
export function ask(url: string, question: Question = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { body } = question;
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const outgoing = request(url, {
      method: question.method ?? "GET",
      headers: { ...length, ...question.headers },
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
