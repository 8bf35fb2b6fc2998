import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { ProxyAgent, request } from "undici";
import { describe, expect, it } from "vitest";
import { proxyFor, proxyName } from "./proxy.ts";

async function routeOf(
  url: string,
  env: Record<string, string>,
  system?: (address: string) => Promise<string>,
): Promise<string> {
  const route = await proxyFor(new URL(url), env, system);
  return route.kind === "direct" ? "direct" : route.url.href;
}

const proxies = {
  HTTPS_PROXY: "http://secure:1",
  HTTP_PROXY: "http://plain:2",
  ALL_PROXY: "all:3",
};

describe("a proxy of the environment", () => {
  it.each([
    ["https://r.example", proxies, "http://secure:1/"],
    ["http://r.example", proxies, "http://plain:2/"],
    ["https://r.example", { HTTP_PROXY: "plain" }, "direct"],
    ["https://r.example", { ALL_PROXY: "all:3" }, "http://all:3/"],
    ["https://r.example", { all_proxy: "socks5h://all:3" }, "socks5://all:3"],
    ["https://r.example", { ALL_PROXY: "socks://all" }, "socks5://all"],
    ["https://r.example", { https_proxy: "lower" }, "http://lower/"],
    ["https://r.example", { HTTPS_PROXY: "upper", https_proxy: "lower" }, "http://upper/"],
    ["https://r.example", { HTTPS_PROXY: " ", https_proxy: "lower" }, "http://lower/"],
    ["https://r.example", { HTTPS_PROXY: "https://u:p%40@secure" }, "https://u:p%40@secure/"],
    ["https://r.example", { ...proxies, NO_PROXY: "r.example" }, "direct"],
    ["https://r.example", { ...proxies, no_proxy: ".example:443" }, "direct"],
    ["https://r.example", { ...proxies, NO_PROXY: "other.example" }, "http://secure:1/"],
    ["http://localhost:5000", proxies, "direct"],
    ["http://127.0.0.1:5000", proxies, "direct"],
    ["http://[::1]:5000", proxies, "direct"],
    ["https://r.example", {}, "direct"],
  ])("for %s with %j is %s", async (url, env, expected) => {
    expect(await routeOf(url, env as Record<string, string>)).toBe(expected);
  });

  it.each([
    "http://ada:hunter2@",
    "ftp://ada:hunter2@p",
    "http://ada:hunter2@p:x",
    "socks4://hunter2",
  ])("that is invalid (%j) is an error without a secret, not a direct route", async (value) => {
    const failed = routeOf("https://r.example", { https_proxy: value });
    await expect(failed).rejects.toMatchObject({
      code: "input_invalid",
      message: "The proxy in https_proxy cannot be used.",
    });
    await expect(failed).rejects.not.toThrow(/hunter2/);
  });

  it("is displayed without user name and password", () => {
    expect(proxyName(new URL("http://ada:hunter2@proxy.example:3128/"))).toBe(
      "http://proxy.example:3128",
    );
  });
});

describe("a proxy of the system", () => {
  it.each([
    ["DIRECT", "direct"],
    ["", "direct"],
    ["PROXY p.example:3128", "http://p.example:3128/"],
    ["PROXY p.example:3128; DIRECT", "http://p.example:3128/"],
    ["HTTPS p.example:443;DIRECT", "https://p.example/"],
    ["SOCKS5 p.example:1080", "socks5://p.example:1080"],
    ["SOCKS p.example:1080; proxy [2001:db8::1]:3128", "http://[2001:db8::1]:3128/"],
    ["SOCKS p.example:1080; DIRECT", "direct"],
    ["PROXY ; DIRECT", "direct"],
  ])("for %j is %s", async (answer, expected) => {
    const system = (): Promise<string> => Promise.resolve(answer);
    expect(await routeOf("https://r.example", {}, system)).toBe(expected);
  });

  it("is an error if no route is supported", async () => {
    const system = (): Promise<string> => Promise.resolve("SOCKS p.example:1080; QUIC q");
    await expect(routeOf("https://r.example", {}, system)).rejects.toMatchObject({
      code: "network",
    });
  });

  it("is looked up by origin only, after the environment, and never for this machine", async () => {
    const lookups: string[] = [];
    const system = (address: string): Promise<string> => {
      lookups.push(address);
      return Promise.resolve("PROXY p");
    };
    await routeOf("https://r.example:5000/v2/?secret=1", {}, system);
    await routeOf("https://r.example", { HTTPS_PROXY: "p" }, system);
    await routeOf("https://r.example", { NO_PROXY: "*" }, system);
    await routeOf("http://localhost:5000", {}, system);
    expect(lookups).toEqual(["https://r.example:5000/"]);
  });
});

it("returns a route that undici's ProxyAgent accepts, with user name and password", async () => {
  const seen: string[] = [];
  const server = http.createServer();
  server.on("connect", (message, socket) => {
    seen.push(`${message.url} ${message.headers["proxy-authorization"]}`);
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const env = { HTTPS_PROXY: `ada:p%40ss@127.0.0.1:${port}` };
  const route = await proxyFor(new URL("https://registry.example"), env);
  const agent = new ProxyAgent({ uri: route.kind === "proxy" ? route.url.href : "" });
  await expect(request("https://registry.example/v2/", { dispatcher: agent })).rejects.toThrow(
    "403",
  );
  await agent.destroy();
  server.closeAllConnections();
  server.close();
  expect(seen[0]).toBe(`registry.example:443 Basic ${Buffer.from("ada:p@ss").toString("base64")}`);
});
