import { createSocket } from "node:dgram";
import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** Listens for TCP and UDP on one port of 127.0.0.1. */
export interface NetListener {
  readonly port: number;
  /** Received traffic: `tcp` for each connection, `udp` for each datagram. */
  readonly reached: readonly string[];
  readonly close: () => void;
}

/** Starts a listener. */
export async function listen(): Promise<NetListener> {
  const reached: string[] = [];
  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    reached.push("tcp");
    sockets.add(socket);
    socket.on("error", () => undefined);
  });
  await new Promise<void>((done) => tcp.listen(0, "127.0.0.1", done));
  const { port } = tcp.address() as AddressInfo;
  const udp = createSocket("udp4");
  udp.on("message", () => reached.push("udp"));
  await new Promise<void>((done) => udp.bind(port, "127.0.0.1", done));
  const close = (): void => {
    for (const socket of sockets) {
      socket.destroy();
    }
    tcp.close();
    udp.close();
  };
  return { port, reached, close };
}
