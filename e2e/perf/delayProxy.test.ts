import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startRegistry, type TestRegistry } from "../../electron/testing/registry/registry.ts";
import { type DelayProxy, startDelayProxy } from "./delayProxy.ts";

let registry: TestRegistry;
let proxy: DelayProxy;
beforeEach(async () => {
  registry = await startRegistry();
  proxy = await startDelayProxy(registry.host, 5);
});
afterEach(async () => {
  await proxy.close();
  await registry.close();
});

/** Sends a request over the connection of the agent. */
async function send(agent: Agent, method: string, path: string, body = ""): Promise<number> {
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request(`http://${proxy.host}${path}`, { agent, method }, resolve);
    outgoing.on("error", reject);
    // Without Content-Length: chunked encoding, which the counter must decode.
    for (const half of [body.slice(0, 7), body.slice(7)]) {
      if (half) {
        outgoing.write(half);
      }
    }
    outgoing.end();
  });
  await text(incoming);
  return incoming.statusCode ?? 0;
}

test("counts the requests of one connection with the sizes of their bodies", async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  expect(await send(agent, "GET", "/v2/")).toBe(200);
  // A body that looks like a request is not counted.
  const body = "GET /v2/ HTTP/1.1\r\nhost: a\r\n\r\n";
  await send(agent, "POST", "/v2/acme/app/blobs/uploads/", body);
  expect(await send(agent, "HEAD", "/v2/acme/app/manifests/1")).toBe(404);
  agent.destroy();
  const traffic = await proxy.takeTraffic();
  expect(traffic.requests).toEqual([
    { method: "GET", path: "/v2/", bodyBytes: 0 },
    { method: "POST", path: "/v2/acme/app/blobs/uploads/", bodyBytes: body.length },
    { method: "HEAD", path: "/v2/acme/app/manifests/1", bodyBytes: 0 },
  ]);
  expect(registry.requests).toHaveLength(3);
  expect(traffic.sentBytes).toBeGreaterThan(body.length);
  expect(traffic.receivedBytes).toBeGreaterThan(0);
  expect(traffic.lastByteAt).toBeLessThanOrEqual(performance.timeOrigin + performance.now());
});

test("reports traffic once", async () => {
  const agent = new Agent();
  await send(agent, "GET", "/v2/");
  expect((await proxy.takeTraffic()).requests).toHaveLength(1);
  await send(agent, "GET", "/v2/");
  expect((await proxy.takeTraffic()).requests).toHaveLength(1);
});
