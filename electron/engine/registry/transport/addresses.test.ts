import { describe, expect, it } from "vitest";
import { isLoopbackHost, reachOf, reachesFrom } from "./addresses.ts";

it.each([
  ["93.184.216.34", "public"],
  ["2606:2800:220:1::1", "public"],
  ["10.1.2.3", "private"],
  ["172.16.0.1", "private"],
  ["172.32.0.1", "public"],
  ["192.168.1.1", "private"],
  ["fd12::1", "private"],
  ["127.0.0.1", "loopback"],
  ["127.9.9.9", "loopback"],
  ["::1", "loopback"],
  ["::ffff:127.0.0.1", "loopback"],
  ["::ffff:169.254.169.254", "forbidden"],
  ["169.254.169.254", "forbidden"],
  ["64:ff9b::a9fe:a9fe", "forbidden"],
  ["64:ff9b::93.184.216.34", "public"],
  ["2002:7f00:1::", "loopback"],
  ["::127.0.0.1", "loopback"],
  ["::ffff:7f00:1", "loopback"],
  ["fec0::1", "forbidden"],
  ["168.63.129.16", "forbidden"],
  ["100.100.100.200", "forbidden"],
  ["fd20:ce::254", "forbidden"],
  ["198.18.0.1", "forbidden"],
  ["fe80::1", "forbidden"],
  ["fd00:ec2::254", "forbidden"],
  ["0.0.0.0", "forbidden"],
  ["::", "forbidden"],
])("%s is %s", (address, reach) => {
  expect(reachOf(address)).toBe(reach);
});

describe("what a registry may send us to", () => {
  it("is the public network alone for a public registry", async () => {
    expect([...(await reachesFrom("93.184.216.34"))]).toEqual(["public"]);
  });
  it("is the local network too for a registry there, but not this machine", async () => {
    expect(new Set(await reachesFrom("10.0.0.5"))).toEqual(new Set(["public", "private"]));
  });
});

it.each([
  ["localhost", true],
  ["127.0.0.1", true],
  ["[::1]", true],
  ["127.example.com", false],
  ["localhost.example.com", false],
  ["10.0.0.1", false],
])("plain HTTP for %s: %s", (host, plain) => {
  expect(isLoopbackHost(host)).toBe(plain);
});
