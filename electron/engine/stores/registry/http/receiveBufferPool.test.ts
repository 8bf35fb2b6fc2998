import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, LookupFunction, Socket } from "node:net";
import type { Readable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import type { TLSSocket } from "node:tls";
import { Agent, type buildConnector } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { createCertificate } from "../../../../testing/servers/selfSignedCertificate.ts";
import { releaseBuffer, pooledConnector } from "./receiveBufferPool.ts";

const certificate = createCertificate();

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) {
    await close();
  }
});

async function serve(scheme: "http" | "https", answer: RequestListener): Promise<string> {
  const server = scheme === "http" ? createServer(answer) : createSecureServer(certificate, answer);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An agent that receives as registries are received from, and the connections that it made. */
function receiver(lookup?: LookupFunction): {
  readonly agent: Agent;
  readonly sockets: readonly Socket[];
} {
  const sockets: Socket[] = [];
  const connect = pooledConnector({ ca: certificate.cert, ...(lookup ? { lookup } : {}) });
  const watched: buildConnector.connector = (to, done) => {
    const socket = connect(to, done) as unknown as Socket;
    sockets.push(socket);
    return socket;
  };
  const agent = new Agent({ connect: watched, connections: 1 });
  closing.push(() => agent.destroy());
  return { agent, sockets };
}

/** Bytes that differ wherever they are taken from, so that none can stand for others. */
const content = Buffer.alloc(6 * 1024 * 1024);
for (let at = 0; at < content.length; at += 4) {
  content.writeUInt32LE(at, at);
}

/** Answers with the content in pieces of many sizes, some of them small. */
const inPieces: RequestListener = (_request, response) => {
  response.writeHead(200, { "content-length": content.length });
  let at = 0;
  const more = (): void => {
    for (let size = 300; at < content.length; size = (size * 7) % 300_007) {
      const piece = content.subarray(at, at + size);
      at += piece.byteLength;
      if (!response.write(piece)) {
        response.once("drain", more);
        return;
      }
    }
    response.end();
  };
  more();
};

/** Read the content, with a break now and then so that the sender has to wait. */
async function* download(agent: Agent, origin: string): AsyncGenerator<Buffer> {
  const { body } = await agent.request({ origin, path: "/", method: "GET" });
  let read = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    read += 1;
    if (read % 5 === 0) {
      await turn();
    }
    yield chunk;
  }
}

describe.each(["http", "https"] as const)("received bytes over %s", (scheme) => {
  it("equal the sent bytes when buffers are reused", async () => {
    const origin = await serve(scheme, inPieces);
    const { agent } = receiver();
    for (let round = 0; round < 3; round += 1) {
      let at = 0;
      for await (const chunk of download(agent, origin)) {
        // One comparison, not one a byte: `toEqual` would take seconds.
        expect(chunk.equals(content.subarray(at, at + chunk.byteLength)), `at ${at}`).toBe(true);
        at += chunk.byteLength;
        releaseBuffer(chunk);
      }
      expect(at).toBe(content.length);
    }
  });

  it("are not overwritten unless their buffers are released", async () => {
    const origin = await serve(scheme, inPieces);
    const { agent } = receiver();
    const kept: Buffer[] = [];
    for await (const chunk of download(agent, origin)) {
      kept.push(chunk);
    }
    for await (const chunk of download(agent, origin)) {
      releaseBuffer(chunk);
    }
    expect(Buffer.concat(kept).equals(content)).toBe(true);
  });

  it("are all sent by a connection when it asks for more", async () => {
    const origin = await serve(scheme, (request, response) => {
      void (async () => {
        for await (const _ of request) {
          await turn();
        }
        response.end();
      })();
    });
    const { agent, sockets } = receiver();
    // The smallest and largest reusable sizes, and more than a system accepts at once.
    const sizes = [64, 128, 16 * 1024, 64, 128, 64].map((kibibytes) => kibibytes * 1024);
    const left: (number | undefined)[] = [];
    const pieces = async function* (): AsyncGenerator<Uint8Array> {
      for (const size of sizes) {
        yield Buffer.alloc(size);
        left.push(sockets[0]?.writableLength);
      }
    };
    // undici accepts async iterables, which its types do not declare.
    const sent = pieces() as unknown as Readable;
    const { body } = await agent.request({ origin, path: "/", method: "PUT", body: sent });
    await body.dump();
    expect(left).toEqual(sizes.map(() => 0));
  });
});

describe("a name with several addresses", () => {
  it("receives from the address that accepts the connection", async () => {
    const origin = await serve("http", inPieces);
    // Nothing listens at the first: the connection begins anew, and its buffer with it.
    const { agent } = receiver((_name, _options, found) =>
      found(null, [
        { address: "::1", family: 6 },
        { address: "127.0.0.1", family: 4 },
      ]),
    );
    const received: Buffer[] = [];
    const byName = origin.replace("127.0.0.1", "registry.test");
    for await (const chunk of download(agent, byName)) {
      received.push(Buffer.from(chunk));
    }
    expect(Buffer.concat(received).equals(content)).toBe(true);
  });
});

describe("buffers", () => {
  it("are reused after their release", async () => {
    const origin = await serve("http", (_request, response) => response.end(content));
    const { agent } = receiver();
    const buffers = new Set<ArrayBufferLike>();
    let again = 0;
    for (let round = 0; round < 5; round += 1) {
      for await (const chunk of download(agent, origin)) {
        if (buffers.has(chunk.buffer)) {
          again += 1;
        }
        buffers.add(chunk.buffer);
        releaseBuffer(chunk);
      }
    }
    expect(again).toBeGreaterThan(0);
  });

  it("are released once and as a whole", async () => {
    const origin = await serve("http", (_request, response) => response.end(content));
    const { agent } = receiver();
    const kept: Buffer[] = [];
    for await (const chunk of download(agent, origin)) {
      releaseBuffer(chunk.subarray(0, chunk.byteLength - 1));
      releaseBuffer(chunk.subarray(1));
      kept.push(chunk);
    }
    for await (const chunk of download(agent, origin)) {
      releaseBuffer(chunk);
      releaseBuffer(chunk);
    }
    expect(Buffer.concat(kept).equals(content)).toBe(true);
  });
});

describe("TLS sessions", () => {
  it("are resumed by later connections", async () => {
    const origin = await serve("https", (_request, response) => {
      response.writeHead(200, { connection: "close" }).end("hello");
    });
    const { agent, sockets } = receiver();
    const reused: boolean[] = [];
    agent.on("connect", () => reused.push((sockets.at(-1) as TLSSocket).isSessionReused()));
    for (let round = 0; round < 2; round += 1) {
      const { body } = await agent.request({ origin, path: "/", method: "GET" });
      expect(await body.text()).toBe("hello");
    }
    expect(reused).toEqual([false, true]);
  });
});
