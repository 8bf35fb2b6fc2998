import net from "node:net";
import { expect, it, vi } from "vitest";
import { ConnectedZones } from "./connectedZones.ts";

it("counts a connection for a minute after it closed", () => {
  const connected = new ConnectedZones();
  const socketTo = (address: string): net.Socket =>
    Object.defineProperty(new net.Socket(), "remoteAddress", { value: address });
  expect(connected.current()).toBeUndefined();
  const far = socketTo("93.184.216.34");
  connected.record(far);
  connected.record(socketTo("127.0.0.1"));
  expect(connected.current()).toBe("public");
  vi.useFakeTimers();
  far.emit("close");
  expect(connected.current()).toBe("public");
  vi.advanceTimersByTime(61_000);
  expect(connected.current()).toBe("loopback");
  vi.useRealTimers();
});
