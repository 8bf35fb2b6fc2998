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

/** Returns the first part of the body of a response that stalls. */
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

/** Returns the error of a promise; called before the error occurs, so that it is handled. */
function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("applies a fault:", () => {
  test("a reset", async () => {
    fail({ reset: true });
    await expect(at()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(registry.requests).toMatchObject([{ status: 0 }]);
  });

  test("no response until the registry is closed", async () => {
    fail({ hang: true });
    const failure = failureOf(at());
    await registry.waitForRequest({ path: /\/blobs\// });
    await registry.close();
    expect(await failure).toBeInstanceOf(Error);
  });

  test("another status with headers and a body, or with the spec's error", async () => {
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

  test("a status before the body was read, without effect", async () => {
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

  test("a truncated response", async () => {
    fail({ truncate: 4 });
    await expect(at()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(registry.requests).toMatchObject([{ status: 200, bytesOut: 4 }]);
  });

  test("a stalled response", async () => {
    fail({ stall: 4 });
    expect(await askForStart()).toBe("0123");
  });

  test("a corrupt byte", async () => {
    fail({ corrupt: 1 });
    expect((await at()).body.toString()).toBe("0023456789");
    expect(registry.repository("app").blobs.get(digest)?.toString()).toBe("0123456789");
  });

  test("a wrong Content-Length", async () => {
    fail({ contentLength: 100 });
    expect((await at({ method: "HEAD" })).headers["content-length"]).toBe("100");
    await expect(at()).rejects.toMatchObject({ code: "ECONNRESET" });
  });

  test("a wrong Docker-Content-Digest", async () => {
    fail({ digestHeader: "sha256:other" });
    expect((await at()).headers["docker-content-digest"]).toBe("sha256:other");
  });

  test("a redirect to the same path elsewhere", async () => {
    fail({ redirect: "http://cdn.example{path}" });
    expect(await at()).toMatchObject({
      status: 307,
      headers: { location: `http://cdn.example${path}` },
    });
    registry.faults.clear();
    fail({ redirect: "/x", status: 302 });
    expect(await at()).toMatchObject({ status: 302, headers: { location: "/x" } });
  });

  test("a delay and a throttled body", async () => {
    fail({ delay: 1 });
    fail({ throttle: 200 });
    expect((await at()).body.toString()).toBe("0123456789");
  });

  test("a delay and a throttle that end when the registry closes", async () => {
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

  test("several faults at once", async () => {
    fail({ corrupt: 0 });
    fail({ digestHeader: "x" });
    expect(await at()).toMatchObject({
      headers: { "docker-content-digest": "x" },
      body: Buffer.from("1123456789"),
    });
  });
});

test("keeps the bytes of a chunk whose client disconnected; the upload can continue", async () => {
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

test("counts matching requests and stops after `times`", () => {
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
