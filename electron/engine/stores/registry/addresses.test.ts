import { describe, expect, it } from "vitest";
import { isLoopbackHost, zoneOf, zonesAllowedFrom } from "./addresses.ts";

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
  // IPv6 addresses that embed an IPv4 address.
  ["::ffff:0:127.0.0.1", "loopback"],
  ["::ffff:0:a9fe:a9fe", "forbidden"],
  ["::ffff:0:10.0.0.1", "private"],
  ["::ffff:0:93.184.216.34", "public"],
  ["64:ff9b::10.0.0.1", "private"],
  ["64:ff9b:1::93.184.216.34", "private"],
  ["64:ff9b:1::127.0.0.1", "loopback"],
  ["64:ff9b:1::a9fe:a9fe", "forbidden"],
  ["64:ff9b:1:ffff::1", "forbidden"],
  ["2002:a9fe:a9fe::1", "forbidden"],
  ["2002:a00:1::1", "private"],
  ["2002:5db8:d822::1", "public"],
  ["2606:2800:220:1:0:5efe:127.0.0.1", "loopback"],
  ["fe80::5efe:93.184.216.34", "forbidden"],
  ["fd12::5efe:93.184.216.34", "private"],
  ["2001:0:4136:e378:8000:63bf:3fff:fdd2", "forbidden"],
  // Special-purpose ranges.
  ["100.64.0.1", "private"],
  ["192.0.2.1", "forbidden"],
  ["203.0.113.9", "forbidden"],
  ["224.0.0.1", "forbidden"],
  ["255.255.255.255", "forbidden"],
  ["100::1", "forbidden"],
  ["2001:db8::1", "forbidden"],
  ["5f00::1", "forbidden"],
  ["ff02::1", "forbidden"],
  ["fe80::1%eth0", "forbidden"],
  ["not an address", "forbidden"],
  ["0.0.0.0", "forbidden"],
  ["::", "forbidden"],
])("classifies %s as %s", (address, zone) => {
  expect(zoneOf(address)).toBe(zone);
});

describe("zones that a registry may refer to", () => {
  it.each([
    ["public", ["public"]],
    ["private", ["public", "private"]],
    ["loopback", ["public", "private", "loopback"]],
    ["forbidden", ["public"]],
  ] as const)("from a %s address are %j", (own, allowed) => {
    expect([...zonesAllowedFrom(own)]).toEqual(allowed);
  });
});

it.each([
  ["localhost", true],
  ["127.0.0.1", true],
  ["[::1]", true],
  ["127.example.com", false],
  ["localhost.example.com", false],
  ["10.0.0.1", false],
])("allows plain HTTP for %s: %s", (host, isAllowed) => {
  expect(isLoopbackHost(host)).toBe(isAllowed);
});
