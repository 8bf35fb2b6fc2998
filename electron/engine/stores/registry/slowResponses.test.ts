import { testNetwork } from "../../../testing/testClient.ts";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { emptyDraft } from "../../../../shared/emptyDraft.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import { parseReference } from "../../oci/reference.ts";
import { Stores } from "../openStores.ts";
import { Engine } from "../../engine.ts";
import { memoryPushLogs } from "../../../testing/memoryPushLogs.ts";
import { anonymous } from "./auth/credential.ts";
import { checkLogin } from "./checkLogin.ts";
import { plainNetwork } from "./machineNetwork.ts";

/** A registry whose response bodies never end. */
let server: Server;
let host: string;
let stores: Stores;
let open = 0;
let reply: (request: IncomingMessage) => readonly [number, Record<string, string>];

beforeEach(async () => {
  server = createServer((request: IncomingMessage, response: ServerResponse) => {
    open += 1;
    const [status, headers] = reply(request);
    response.writeHead(status, headers);
    const timer = setInterval(() => response.write(" "), 5);
    response.on("close", () => {
      open -= 1;
      clearInterval(timer);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  stores = new Stores({ credentials: anonymous, network: testNetwork() });
});
afterEach(async () => {
  await stores.close();
  server.closeAllConnections();
  server.close();
});

const json = { "content-type": "application/json" };
const index = { "content-type": mediaTypes.ociIndex };
const basic = { ...json, "www-authenticate": 'Basic realm="harbor"' };
const image = `acme/app@sha256:${"a".repeat(64)}`;

const logIn = (signal: AbortSignal): Promise<unknown> =>
  checkLogin(
    { domain: host, repository: undefined },
    {
      credential: { kind: "basic", username: "ada", password: "s3cret" },
      network: plainNetwork,
    },
    signal,
  );
const engine = (): Engine =>
  new Engine({ stores, host: { os: "linux", architecture: "amd64" } }, memoryPushLogs());
const inspect = (signal: AbortSignal): Promise<unknown> =>
  engine().inspect(`${host}/${image}`, signal);
const look = (signal: AbortSignal): Promise<unknown> =>
  engine().composer.checkTarget(`${host}/acme/app:1`, signal);
const resolve = (signal: AbortSignal): Promise<unknown> =>
  engine().composer.preview(
    { ...emptyDraft, sources: [{ id: "s", text: `${host}/acme/app:1` }] },
    signal,
  );
const list = (signal: AbortSignal): Promise<unknown> =>
  stores
    .open({ kind: "registry", reference: parseReference(`${host}/acme/app:1`) })
    .listTags(signal);

it.each([
  ["a login", 200, json, logIn],
  ["a login's challenge", 401, basic, logIn],
  ["a login's refusal", 403, json, logIn],
  ["a login's error", 500, json, logIn],
  ["a manifest", 200, index, inspect],
  ["a refused manifest", 403, json, inspect],
  ["a source", 200, index, resolve],
  ["a missing source", 404, json, resolve],
  ["a target", 200, index, look],
  ["a list of tags", 200, json, list],
] as const)("aborts %s whose response never ends", async (_, status, headers, read) => {
  reply = () => [status, headers];
  const controller = new AbortController();
  const reading = read(controller.signal);
  reading.catch(() => {});
  await vi.waitFor(() => expect(open).toBeGreaterThan(0));
  // The headers and a part of the body have arrived.
  await new Promise((resolved) => setTimeout(resolved, 50));
  controller.abort();
  await expect(reading).rejects.toMatchObject({ name: "AbortError" });
  await vi.waitFor(() => expect(open).toBe(0));
});
