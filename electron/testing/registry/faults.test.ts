import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { digestOf } from "../../engine/oci/digest.ts";
import type { RawRequest } from "./sendRequest.ts";
import { sendRequest } from "./sendRequest.ts";
import type { FaultAction } from "./faults.ts";
import { createFaults } from "./faults.ts";
import type { TestRegistry } from "./registry.ts";
import { startRegistry } from "./registry.ts";

let registry: TestRegistry;
const digest = digestOf("0123456789");
const path = `/v2/app/blobs/${digest}`;

beforeEach(async () => {
  registry = await startRegistry();
  registry.seed({ repositories: { app: { blobs: { [digest]: "0123456789" } } } });
});
afterEach(() => registry.close());

const at = (rawRequest?: RawRequest) => sendRequest(registry.url + path, rawRequest);
const fail = (fault: FaultAction) =>
  registry.faults.add({ match: { path: /\/blobs\// }, do: fault });

/** What of an answer comes before nothing more does. */
function askForStart(): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(registry.url + path, { agent: false });
    outgoing.on("error", reject);
    outgoing.on("response", (incoming) => {
      incoming.once("data", (part: Buffer) => resolve(part.toString()));
      incoming.on("error", () => {});
    });
    outgoing.end();
  });
}

/** The error that a promise ends with; begun before what makes it fail is done. */
function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("what may go wrong", () => {
  test("a reset", async () => {
    fail({ reset: true });
    await expect(at()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(registry.requests).toMatchObject([{ status: 0 }]);
  });

  test("no answer, until the registry is closed", async () => {
    fail({ hang: true });
    const failure = failureOf(at());
    await registry.waitForRequest({ path: /\/blobs\// });
    await registry.close();
    expect(await failure).toBeInstanceOf(Error);
  });

  test("another status, with headers and a body or in the spec's form", async () => {
    registry.faults.add({
      match: { method: "HEAD" },
      do: { status: 429, headers: { "retry-after": "3" }, body: "slow" },
    });
    expect(await at({ method: "HEAD" })).toMatchObject({
      status: 429,
      headers: { "retry-after": "3", "content-length": "4" },
    });
    registry.faults.add({ match: { method: "GET" }, do: { status: 503 } });
    const response = await at();
    expect(response.status).toBe(503);
    expect(JSON.parse(response.body.toString())).toHaveProperty("errors");
  });

  test("a status before the request's body was read, which does nothing", async () => {
    registry.faults.add({ match: { method: "POST" }, do: { status: 500 } });
    const body = Buffer.alloc(1_000_000);
    const response = await sendRequest(
      `${registry.url}/v2/app/blobs/uploads/?digest=${digestOf(body)}`,
      {
        method: "POST",
        body,
      },
    );
    expect(response.status).toBe(500);
    expect(registry.repository("app").blobs.size).toBe(1);
  });

  test("an answer that breaks off", async () => {
    fail({ truncate: 4 });
    await expect(at()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(registry.requests).toMatchObject([{ status: 200, bytesOut: 4 }]);
  });

  test("an answer that stops and goes nowhere", async () => {
    fail({ stall: 4 });
    expect(await askForStart()).toBe("0123");
  });

  test("a byte that is another one", async () => {
    fail({ corrupt: 1 });
    expect((await at()).body.toString()).toBe("0023456789");
    expect(registry.repository("app").blobs.get(digest)?.toString()).toBe("0123456789");
  });

  test("a length that is not the body's", async () => {
    fail({ contentLength: 100 });
    expect((await at({ method: "HEAD" })).headers["content-length"]).toBe("100");
    await expect(at()).rejects.toMatchObject({ code: "ECONNRESET" });
  });

  test("a digest that is not the content's", async () => {
    fail({ digestHeader: "sha256:other" });
    expect((await at()).headers["docker-content-digest"]).toBe("sha256:other");
  });

  test("a redirect, to the same path elsewhere", async () => {
    fail({ redirect: "http://cdn.example{path}" });
    expect(await at()).toMatchObject({
      status: 307,
      headers: { location: `http://cdn.example${path}` },
    });
    registry.faults.clear();
    fail({ redirect: "/x", status: 302 });
    expect(await at()).toMatchObject({ status: 302, headers: { location: "/x" } });
  });

  test("a delay, and a body that comes slowly, change nothing else", async () => {
    fail({ delay: 1 });
    fail({ throttle: 200 });
    expect((await at()).body.toString()).toBe("0123456789");
  });

  test("a delay and a throttle that nobody waits for end with the registry", async () => {
    fail({ delay: 3_600_000 });
    const failure = failureOf(at());
    await registry.waitForRequest({ method: "GET" });
    await registry.close();
    expect(await failure).toBeInstanceOf(Error);
    registry = await startRegistry();
    registry.seed({ repositories: { app: { blobs: { [digest]: "0123456789" } } } });
    fail({ throttle: 0.01 });
    expect(await askForStart()).toBe("0");
  });

  test("several things at once", async () => {
    fail({ corrupt: 0 });
    fail({ digestHeader: "x" });
    expect(await at()).toMatchObject({
      headers: { "docker-content-digest": "x" },
      body: Buffer.from("1123456789"),
    });
  });
});

test("a client that goes away in the middle of a chunk leaves what it sent, and may go on", async () => {
  const begun = await sendRequest(`${registry.url}/v2/app/blobs/uploads/`, {
    method: "POST",
    body: "",
  });
  const location = registry.url + (begun.headers.location ?? "");
  const outgoing = request(location, {
    method: "PATCH",
    headers: { "content-length": "100" },
    agent: false,
  });
  const gone = new Promise((resolve) => outgoing.on("error", resolve));
  outgoing.write("01234");
  await registry.waitForRequest({ method: "PATCH" });
  const [upload] = registry.repository("app").uploads.values();
  await expect.poll(() => upload?.size).toBe(5);
  outgoing.destroy(new Error("gone"));
  await gone;
  const status = await sendRequest(location);
  expect(status).toMatchObject({ status: 204, headers: { range: "0-4" } });
  const target = `${registry.url}${status.headers.location}&digest=${digest}`;
  expect((await sendRequest(target, { method: "PUT", body: "56789" })).status).toBe(201);
});

test("faults count the requests that match, and end after their times", () => {
  const faults = createFaults();
  const hang = { hang: true } as const;
  const reset = { reset: true } as const;
  faults.add({ match: { method: "PUT", path: /x/g, nth: 2 }, do: hang });
  faults.add({ match: { path: /x/g }, do: reset, times: 3 });
  faults.add({ match: { method: "PUT", nth: 2 }, do: reset, times: 2 });
  expect(faults.take("GET", "/x")).toEqual([reset]);
  expect(faults.take("PUT", "/y")).toEqual([]);
  expect(faults.take("PUT", "/x")).toEqual([reset, reset]);
  expect(faults.take("PUT", "/x")).toEqual([hang, reset, reset]);
  expect(faults.take("PUT", "/x")).toEqual([]);
  faults.add({ match: {}, do: hang });
  faults.clear();
  expect(faults.take("PUT", "/x")).toEqual([]);
});
