import dns from "node:dns";
import { afterEach, expect, it, vi } from "vitest";
import { stubDns } from "../../../../testing/registry/stubDns.ts";
import { ResolvedZones } from "./resolvedZones.ts";

afterEach(() => vi.restoreAllMocks());

it.each([
  ["is the farthest of several addresses", ["127.0.0.1", "93.184.216.34"], "public"],
  ["is loopback for loopback addresses", ["127.0.0.1", "::1"], "loopback"],
  ["is private for private addresses", ["10.0.0.1"], "private"],
])("%s", async (_, addresses, zone) => {
  stubDns({ "registry.example": addresses });
  expect(await new ResolvedZones().farthest("registry.example")).toBe(zone);
});

it.each([
  ["registry.example", "public"],
  ["registry", "private"],
  ["harbor.corp", "private"],
  ["metadata.google.internal", "private"],
  ["printer.local.", "private"],
  ["local.example", "public"],
  ["93.184.216.34", "public"],
  ["[::1]", "loopback"],
])("of %s, which does not resolve here, is %s", async (host, zone) => {
  stubDns({});
  expect(await new ResolvedZones().farthest(host)).toBe(zone);
});

it("uses a late DNS response", async () => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout"] });
  let answer: (error: null, addresses: readonly dns.LookupAddress[]) => void = () => {};
  vi.spyOn(dns, "lookup").mockImplementation(((_name: string, _: object, done: typeof answer) => {
    answer = done;
  }) as unknown as typeof dns.lookup);
  const named = new ResolvedZones();
  const guessed = named.farthest("registry.example");
  await vi.advanceTimersByTimeAsync(2001);
  expect(await guessed).toBe("public");
  answer(null, [{ address: "10.0.0.4", family: 4 }]);
  await vi.advanceTimersByTimeAsync(1);
  expect(await named.farthest("registry.example")).toBe("private");
  expect(dns.lookup).toHaveBeenCalledTimes(1);
  vi.useRealTimers();
});
