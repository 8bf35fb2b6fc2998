import type net from "node:net";
import { farthestZone, type NetworkZone, zoneOf } from "../addresses.ts";

/** Milliseconds for which a closed connection still counts. */
const rememberedFor = 60_000;

/**
 * The network zones of the addresses that a host's connections were made to. Other addresses of its name do not count:
 * a name server may add a loopback address to a public one (CVE-2026-48978).
 */
export class ConnectedZones {
  /** Per zone: the number of open connections, and when the last one closed. */
  readonly #seen = new Map<NetworkZone, { open: number; closedAt: number }>();

  /** Records a connection. It counts while it is open and for a minute after. */
  record(socket: net.Socket): void {
    const zone = zoneOf(socket.remoteAddress ?? "");
    const seen = this.#seen.get(zone) ?? { open: 0, closedAt: 0 };
    this.#seen.set(zone, seen);
    seen.open += 1;
    socket.once("close", () => {
      seen.open -= 1;
      seen.closedAt = Date.now();
    });
  }

  /** The farthest zone of recent connections; undefined if there were none. */
  current(): NetworkZone | undefined {
    const since = Date.now() - rememberedFor;
    const recent = [...this.#seen].filter(([, { open, closedAt }]) => open > 0 || closedAt > since);
    return farthestZone(recent.map(([zone]) => zone));
  }
}
