import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { countRequests, type CountedRequest } from "./requestCounter.ts";

/** The traffic since the start or the last `takeTraffic`. */
export interface Traffic {
  readonly requests: readonly CountedRequest[];
  /** Bytes, client to server. */
  readonly sentBytes: number;
  /** Bytes, server to client. */
  readonly receivedBytes: number;
  /** Seconds from the first byte that the client sent to the last that it received. */
  readonly wireSeconds: number;
  /** The time of the last byte to the client, in milliseconds since the epoch. */
  readonly lastByteAt: number;
}

export interface DelayProxy {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** Waits until all connections are closed, returns the traffic and resets it. */
  takeTraffic(): Promise<Traffic>;
  close(): Promise<void>;
}

/**
 * Starts a TCP proxy on a free port of 127.0.0.1 that forwards all bytes after a delay, like a distant registry. It
 * does not limit the bandwidth; a connection is set up without delay.
 *
 * @param target `host:port`
 * @param delay milliseconds in each direction
 */
export async function startDelayProxy(target: string, delay: number): Promise<DelayProxy> {
  const [host, port] = target.split(":");
  const counter = countRequests();
  const open = new Set<Promise<unknown>>();
  const sockets = new Set<Socket>();
  let first = 0;
  let last = 0;
  let sentBytes = 0;
  let receivedBytes = 0;

  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const upstream = connect({
      host: host ?? "",
      port: Number(port),
      allowHalfOpen: true,
      noDelay: true,
    });
    const watched = counter.watch();
    client.on("data", (bytes: Buffer) => {
      first ||= now();
      sentBytes += bytes.byteLength;
      watched.see(bytes);
    });
    client.on("close", () => watched.end());
    upstream.on("data", (bytes: Buffer) => (receivedBytes += bytes.byteLength));
    forward(client, upstream, { delay });
    forward(upstream, client, { delay, arrived: () => (last = now()) });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      const closed = once(socket, "close");
      open.add(closed);
      void closed.then(() => {
        open.delete(closed);
        sockets.delete(socket);
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async takeTraffic() {
      await Promise.all(open);
      const traffic = {
        requests: [...counter.requests],
        sentBytes,
        receivedBytes,
        wireSeconds: (last - first) / 1000,
        lastByteAt: last,
      };
      counter.clear();
      first = last = sentBytes = receivedBytes = 0;
      return traffic;
    },
    async close() {
      for (const socket of sockets) {
        socket.destroy();
      }
      server.close();
      await once(server, "close");
    },
  };
}

interface ForwardOptions {
  readonly delay: number;
  readonly arrived?: (() => void) | undefined;
}

/** Forwards bytes in order: timers with the same delay fire in the order in which they were set. */
function forward(from: Socket, to: Socket, { delay, arrived }: ForwardOptions): void {
  from.on("data", (bytes: Buffer) => {
    setTimeout(() => {
      to.write(bytes);
      arrived?.();
    }, delay);
  });
  from.on("end", () => setTimeout(() => to.end(), delay));
  from.on("error", () => {});
  from.on("close", () => setTimeout(() => to.destroySoon(), delay));
}

function now(): number {
  return performance.timeOrigin + performance.now();
}
