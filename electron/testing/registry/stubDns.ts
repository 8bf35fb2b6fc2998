import dns from "node:dns";
import net from "node:net";
import { vi } from "vitest";

/**
 * Replaces `dns.lookup` until `vi.restoreAllMocks()`.
 * @param names the addresses of each name; undefined for a lookup that never ends. Other names are not found.
 */
export function stubDns(names: Readonly<Record<string, readonly string[] | undefined>>): void {
  const lookup = (
    name: string,
    options: dns.LookupOptions,
    callback: (error: Error | null, address: unknown, family?: number) => void,
  ): void => {
    if (Object.hasOwn(names, name) && names[name] === undefined) {
      return;
    }
    const found = (Object.hasOwn(names, name) ? (names[name] ?? []) : []).map((address) => ({
      address,
      family: net.isIPv6(address) ? 6 : 4,
    }));
    const [first] = found;
    if (!first) {
      callback(
        Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: "ENOTFOUND" }),
        [],
      );
    } else if (options.all) {
      callback(null, found);
    } else {
      callback(null, first.address, first.family);
    }
  };
  vi.spyOn(dns, "lookup").mockImplementation(lookup as unknown as typeof dns.lookup);
}
