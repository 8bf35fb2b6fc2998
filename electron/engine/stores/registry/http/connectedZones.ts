import type net from "node:net";
import { farthest, type Reach, reachOf } from "./addresses.ts";

/** Milliseconds for which a connection that was closed still tells where its host is. */
const remembered = 60_000;

/**
 * How far a host is by the addresses that were connected to. What its name service says beside that counts for
 * nothing: it may name this machine along with a public address (CVE-2026-48978).
 */
export class ConnectedReach {
  /** By reach: how many connections are open, and when the last one was closed. */
  readonly #seen = new Map<Reach, { open: number; closedAt: number }>();

  /** Note a connection, while it is open and for a minute after. */
  note(socket: net.Socket): void {
    const reach = reachOf(socket.remoteAddress ?? "");
    const seen = this.#seen.get(reach) ?? { open: 0, closedAt: 0 };
    this.#seen.set(reach, seen);
    seen.open += 1;
    socket.once("close", () => {
      seen.open -= 1;
      seen.closedAt = Date.now();
    });
  }

  /** The farthest address of late; undefined where there was no connection. */
  current(): Reach | undefined {
    const since = Date.now() - remembered;
    const recent = [...this.#seen].filter(([, { open, closedAt }]) => open > 0 || closedAt > since);
    return farthest(recent.map(([reach]) => reach));
  }
}
