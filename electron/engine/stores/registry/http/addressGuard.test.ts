import dns from "node:dns";
import net, { type LookupFunction } from "node:net";
import { Agent } from "undici";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openTransport } from "../../../../testing/testClient.ts";
import { stubDns } from "../../../../testing/registry/stubDns.ts";
import { startRegistry, type TestRegistry } from "../../../../testing/registry/registry.ts";
import type { Network } from "./network.ts";
import { plainNetwork } from "../machineNetwork.ts";
import type { NetworkZone } from "../addresses.ts";
import { guardedLookup } from "./addressGuard.ts";
import type { HttpTransport } from "./transport.ts";
import type { HttpRequest } from "./httpMessages.ts";

const { signal } = new AbortController();
const get: HttpRequest = { what: "page", method: "GET", signal };

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) {
    await close();
  }
});

function transportTo(...args: Parameters<typeof openTransport>): HttpTransport {
  const transport = openTransport(...args);
  closing.push(() => transport.close());
  return transport;
}

async function open(): Promise<TestRegistry> {
  const registry = await startRegistry();
  closing.push(() => registry.close());
  return registry;
}

describe("a URL that a registry refers to", () => {
  const check = (origin: string, address: string): Promise<URL> =>
    transportTo(origin).checkAddress(address, new URL("/v2/acme/app/", origin));

  it.each([
    ["plain HTTP from HTTPS", "http://storage.example/x"],
    ["plain HTTP on another port of its host", "http://93.184.216.34:5000/x"],
    ["plain HTTP on its own host, with a name and a password", "http://a:b@93.184.216.34/x"],
    ["a name and a password", "https://ada:hunter2@storage.example/x"],
    ["a file", "file:///etc/passwd"],
    ["this machine (CVE-2026-33990)", "https://127.0.0.1/token"],
    ["this machine, wrapped (CVE-2026-33990)", "https://[::ffff:127.0.0.1]/token"],
    ["this machine in one number (CVE-2026-33990)", "https://2130706433/token"],
    ["the local network (CVE-2026-33990)", "https://10.0.0.1/token"],
    ["where clouds keep credentials (CVE-2026-48978)", "https://169.254.169.254/latest"],
    ["where clouds keep credentials, wrapped (CVE-2026-48978)", "https://[64:ff9b::a9fe:a9fe]/"],
    ["nowhere", "https://0.0.0.0/"],
  ])("is rejected if it is %s", async (_, address) => {
    const refused = check("https://93.184.216.34", address);
    await expect(refused).rejects.toMatchObject({ code: "unsafe_address" });
    await expect(refused).rejects.not.toThrow(/hunter2/);
  });

  it("is rejected if it is invalid", async () => {
    await expect(check("https://93.184.216.34", "https://[")).rejects.toMatchObject({
      code: "registry_invalid",
    });
  });

  it.each([
    ["/v2/next", "https://93.184.216.34/v2/next"],
    ["next?a=b", "https://93.184.216.34/v2/acme/app/next?a=b"],
    ["https://storage.example/x?signature=y", "https://storage.example/x?signature=y"],
  ])("is accepted: %s", async (address, expected) => {
    expect((await check("https://93.184.216.34", address)).href).toBe(expected);
  });

  it.each([
    ["https://registry.example", "http://registry.example/v2/x?_state=a%2Fb"],
    ["https://registry.example:8443", "http://registry.example:8443/v2/x?_state=a%2Fb"],
    ["https://registry.example:8443", "http://registry.example/v2/x?_state=a%2Fb"],
    ["https://93.184.216.34", "http://93.184.216.34/v2/x?_state=a%2Fb"],
  ])("of the registry %s keeps its scheme: %s", async (origin, address) => {
    expect((await check(origin, address)).href).toBe(`${origin}/v2/x?_state=a%2Fb`);
  });

  it("may be in the zone of the registry or farther", async () => {
    expect((await check("http://127.0.0.1:5000", "http://127.0.0.1:5001/")).port).toBe("5001");
    await expect(check("https://10.0.0.1", "https://127.0.0.1/")).rejects.toMatchObject({
      code: "unsafe_address",
    });
  });
});

describe("a registry whose name also resolves to this machine (CVE-2026-48978)", () => {
  const names = { "evil.example": ["93.184.216.34", "127.0.0.1"] };

  it("must not refer to it", async () => {
    const other = await open();
    stubDns(names);
    const transport = transportTo("http://evil.example:5000");
    const base = new URL("http://evil.example:5000/v2/");
    await expect(transport.checkAddress(other.url, base)).rejects.toMatchObject({
      code: "unsafe_address",
    });
    // Also not by a name, which is checked when the connection is made.
    const named = new URL(other.url.replace("127.0.0.1", "localhost"));
    stubDns({ ...names, localhost: ["127.0.0.1"] });
    await expect(transport.send(get, named)).rejects.toMatchObject({ code: "unsafe_address" });
    expect(other.requests).toEqual([]);
  });

  it("may refer to it if it runs there itself", async () => {
    const [registry, other] = [await open(), await open()];
    stubDns({ "here.example": ["127.0.0.1"], localhost: ["127.0.0.1"] });
    const origin = registry.url.replace("127.0.0.1", "here.example");
    registry.faults.add({ match: {}, do: { redirect: `${other.url}{path}` } });
    const answer = await transportTo(origin).follow(get, new URL("/v2/", origin), undefined);
    expect(answer.url.host).toBe(other.host);
  });
});

describe("through a proxy", () => {
  const network: Network = {
    ...plainNetwork,
    route: () => Promise.resolve({ kind: "proxy", url: new URL("http://127.0.0.1:1") }),
  };
  const send = (to: string): Promise<unknown> =>
    transportTo("https://registry.example", {}, network).send(get, new URL(to));

  it.each([
    ["that resolves to this machine", "https://near.example/", { "near.example": ["127.0.0.1"] }],
    [
      "that resolves to the local network",
      "https://near.example/",
      { "near.example": ["10.0.0.1"] },
    ],
    ["of a local network", "https://metadata.google.internal/", {}],
    ["without a dot", "https://intranet/", {}],
  ])("a public registry must not refer to a name %s", async (_, to, names) => {
    stubDns({ "registry.example": ["93.184.216.34"], ...names });
    await expect(send(to)).rejects.toMatchObject({ code: "unsafe_address" });
  });

  it("a registry may refer to a name that only the proxy resolves", async () => {
    stubDns({});
    // The request goes to the proxy, which does not run.
    await expect(send("https://storage.example/")).rejects.not.toMatchObject({
      code: "unsafe_address",
    });
  });

  it.each([
    ["that only the proxy resolves", {}, "registry.example"],
    ["that resolves here", { "storage.example": ["93.184.216.34"] }, "registry.example"],
    ["for a registry with an IP address", {}, "93.184.216.34"],
  ])("looks a name %s up once a minute", async (_, names, host) => {
    stubDns(names);
    const transport = transportTo(`https://${host}`, {}, network);
    const ask = async (): Promise<void> => {
      await expect(transport.send(get, new URL("https://storage.example/"))).rejects.toMatchObject({
        code: "network",
      });
    };
    const looked = (): readonly string[] =>
      vi.mocked(dns.lookup).mock.calls.flatMap(([name]) => (name.endsWith(".example") ? name : []));
    await Promise.all([ask(), ask()]);
    await ask();
    const once = ["registry.example", "storage.example"].filter(
      (name) => name === "storage.example" || name === host,
    );
    expect(looked().toSorted()).toEqual(once);
    const first = Date.now();
    vi.useFakeTimers({ toFake: ["Date"], now: first + 4000 });
    await ask();
    expect(looked().toSorted()).toEqual(once);
    vi.setSystemTime(first + 61_000);
    await ask();
    vi.useRealTimers();
    expect(looked().toSorted()).toEqual([...once, ...once].toSorted());
  });

  it.each([
    ["has no record", {}],
    ["does not respond", { "registry.example": undefined }],
  ])(
    "may refer to a nearer zone when its own name resolves there: at first the DNS server %s",
    async (_, before) => {
      vi.useFakeTimers({ toFake: ["Date", "setTimeout"] });
      const mixed: Network = {
        ...plainNetwork,
        route: async (url) =>
          url.hostname === "near.example" ? { kind: "direct" } : await network.route(url),
      };
      const transport = transportTo("https://registry.example", {}, mixed);
      const near = { "near.example": ["127.0.0.1"] };
      const ask = async (): Promise<unknown> => {
        const response = transport
          .send(get, new URL("https://near.example:1/"))
          .catch((error: unknown) => error);
        await vi.advanceTimersByTimeAsync(3000);
        return await response;
      };
      stubDns({ ...near, ...before });
      expect(await ask()).toMatchObject({ code: "unsafe_address" });
      // The machine joins the registry's network.
      stubDns({ ...near, "registry.example": ["127.0.0.1"] });
      await vi.advanceTimersByTimeAsync(10_000);
      expect(await ask()).not.toMatchObject({ code: "unsafe_address" });
      // And leaves it again.
      stubDns({ ...near, "registry.example": ["93.184.216.34"] });
      await vi.advanceTimersByTimeAsync(61_000);
      expect(await ask()).toMatchObject({ code: "unsafe_address" });
      vi.useRealTimers();
    },
  );

  it("caches the result of a rejected name", async () => {
    stubDns({ "registry.example": ["93.184.216.34"], "near.example": ["127.0.0.1"] });
    const transport = transportTo("https://registry.example", {}, network);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(transport.send(get, new URL("https://near.example/"))).rejects.toMatchObject({
        code: "unsafe_address",
      });
    }
    expect(dns.lookup).toHaveBeenCalledTimes(2);
  });

  it("a private registry may refer to its network", async () => {
    stubDns({ "registry.example": ["10.0.0.5"], "near.example": ["10.0.0.6"] });
    await expect(send("https://near.example/")).rejects.not.toMatchObject({
      code: "unsafe_address",
    });
  });
});

describe("the DNS lookup of a connection", () => {
  const look = (lookup: LookupFunction, options: { all?: boolean }): Promise<unknown> =>
    new Promise((resolve, reject) => {
      lookup("localhost", options, (error, address) => (error ? reject(error) : resolve(address)));
    });

  it("rejects this machine for a public registry (CVE-2026-48978)", async () => {
    const registry = await open();
    const lookup = guardedLookup(() => Promise.resolve(new Set<NetworkZone>(["public"])));
    await expect(look(lookup, {})).rejects.toMatchObject({ code: "unsafe_address" });
    const agent = new Agent({ connect: { lookup } });
    closing.push(() => agent.destroy());
    const port = new URL(registry.url).port;
    const asking = agent.request({ origin: `http://localhost:${port}`, path: "/", method: "GET" });
    await expect(asking).rejects.toMatchObject({ code: "unsafe_address" });
    expect(registry.requests).toEqual([]);
  });

  it("accepts this machine for a loopback registry", async () => {
    const lookup = guardedLookup(() =>
      Promise.resolve(new Set<NetworkZone>(["public", "private", "loopback"])),
    );
    expect(net.isIP(String(await look(lookup, {})))).not.toBe(0);
    expect(await look(lookup, { all: true })).toEqual(
      expect.arrayContaining([expect.objectContaining({ address: expect.any(String) as string })]),
    );
  });
});
