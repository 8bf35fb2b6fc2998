import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { digestOf } from "../../engine/oci/digest.ts";
import type { RawRequest } from "./sendRequest.ts";
import { sendRequest } from "./sendRequest.ts";
import type { RegistryOptions } from "./options.ts";
import type { TestRegistry } from "./registry.ts";
import { startRegistry } from "./registry.ts";

let registry: TestRegistry;
async function restart(options: RegistryOptions): Promise<void> {
  await registry.close();
  registry = await startRegistry(options);
}
const at = (path: string, rawRequest?: RawRequest) =>
  sendRequest(new URL(path, registry.url).href, rawRequest);
const codeOf = (body: Buffer) =>
  (JSON.parse(body.toString()) as { errors: { code: string }[] }).errors[0]?.code;

beforeEach(async () => {
  registry = await startRegistry();
});
afterEach(() => registry.close());

const digest = digestOf("hello world");
const uploads = "/v2/acme/app/blobs/uploads/";

async function begin(): Promise<string> {
  const response = await at(uploads, { method: "POST", body: "" });
  expect(response.status).toBe(202);
  expect(response.headers).toMatchObject({
    range: "0-0",
    "docker-upload-uuid": expect.any(String) as string,
  });
  return response.headers.location ?? "";
}

const stored = () =>
  Buffer.from(registry.repository("acme/app").blobs.get(digest) ?? "").toString();

describe("uploads", () => {
  test("accepts a blob in one POST", async () => {
    const response = await at(`${uploads}?digest=${digest}`, {
      method: "POST",
      body: "hello world",
    });
    expect(response.status).toBe(201);
    expect(response.headers).toMatchObject({
      location: `/v2/acme/app/blobs/${digest}`,
      "docker-content-digest": digest,
    });
    expect(stored()).toBe("hello world");
  });

  test("accepts a blob in a POST and a PUT, with sha256 or sha512", async () => {
    expect(
      (await at(`${await begin()}&digest=${digest}`, { method: "PUT", body: "hello world" }))
        .status,
    ).toBe(201);
    expect(stored()).toBe("hello world");
    const long = digestOf("hello world", "sha512");
    expect(
      (await at(`${await begin()}&digest=${long}`, { method: "PUT", body: "hello world" })).status,
    ).toBe(201);
    expect((await at(`/v2/acme/app/blobs/${long}`)).body.toString()).toBe("hello world");
  });

  test("accepts chunks at the Location of the previous response", async () => {
    const first = await at(await begin(), {
      method: "PATCH",
      body: "hello ",
      headers: { "content-range": "0-5" },
    });
    expect(first).toMatchObject({ status: 202, headers: { range: "0-5" } });
    const second = await at(first.headers.location ?? "", {
      method: "PATCH",
      body: "wor",
      headers: { "content-range": "6-8" },
    });
    expect(second).toMatchObject({ status: 202, headers: { range: "0-8" } });
    const target = `${second.headers.location}&digest=${digest}`;
    expect(
      (await at(target, { method: "PUT", body: "ld", headers: { "content-range": "9-10" } }))
        .status,
    ).toBe(201);
    expect(stored()).toBe("hello world");
    expect(registry.repository("acme/app").uploads.size).toBe(0);
  });

  test("accepts a streamed PATCH without Content-Range and an empty PUT", async () => {
    const patched = await at(await begin(), { method: "PATCH", body: "hello world" });
    expect(
      (await at(`${patched.headers.location}&digest=${digest}`, { method: "PUT", body: "" }))
        .status,
    ).toBe(201);
    expect(stored()).toBe("hello world");
  });

  test("answers 416 with the offset to a chunk out of order", async () => {
    const first = await at(await begin(), {
      method: "PATCH",
      body: "hello",
      headers: { "content-range": "0-4" },
    });
    const refused = await at(first.headers.location ?? "", {
      method: "PATCH",
      body: "xx",
      headers: { "content-range": "9-10" },
    });
    expect(refused).toMatchObject({ status: 416, headers: { range: "0-4" } });
    const again = await at(refused.headers.location ?? "", {
      method: "PATCH",
      body: " world",
      headers: { "content-range": "5-10" },
    });
    expect(
      (await at(`${again.headers.location}&digest=${digest}`, { method: "PUT", body: "" })).status,
    ).toBe(201);
  });

  test("returns the status and the Location of an upload", async () => {
    const start = await begin();
    const patched = await at(start, { method: "PATCH", body: "hello" });
    const status = await at(start);
    expect(status).toMatchObject({
      status: 204,
      headers: { range: "0-4", location: patched.headers.location },
    });
  });

  test("refuses an older Location", async () => {
    const start = await begin();
    await at(start, { method: "PATCH", body: "hello" });
    const response = await at(start, { method: "PATCH", body: " world" });
    expect(response.status).toBe(400);
    expect(codeOf(response.body)).toBe("BLOB_UPLOAD_INVALID");
  });

  test("removes a cancelled upload", async () => {
    const start = await begin();
    expect((await at(start, { method: "DELETE" })).status).toBe(204);
    const response = await at(start, { method: "PATCH", body: "x" });
    expect(response.status).toBe(404);
    expect(codeOf(response.body)).toBe("BLOB_UPLOAD_UNKNOWN");
  });

  test.each([
    ["another content", digestOf("other")],
    ["a malformed digest", "sha256:1"],
  ])("content that does not hash to %s is refused, and the upload ends", async (_what, wrong) => {
    const response = await at(`${await begin()}&digest=${wrong}`, {
      method: "PUT",
      body: "hello world",
    });
    expect(response.status).toBe(400);
    expect(codeOf(response.body)).toBe("DIGEST_INVALID");
    expect(registry.repository("acme/app")).toMatchObject({ blobs: new Map(), uploads: new Map() });
  });

  test("refuses a PUT without a digest, an invalid range and a wrong length", async () => {
    expect((await at(await begin(), { method: "PUT", body: "x" })).status).toBe(400);
    const bad = { method: "PATCH", body: "x" };
    expect(
      (await at(await begin(), { ...bad, headers: { "content-range": "bytes 0-0/1" } })).status,
    ).toBe(400);
    const response = await at(await begin(), { ...bad, headers: { "content-range": "0-5" } });
    expect(codeOf(response.body)).toBe("SIZE_INVALID");
  });

  test("refuses chunks below the minimum size", async () => {
    await restart({ chunkMinLength: 5 });
    const begun = await at(uploads, { method: "POST", body: "" });
    expect(begun.headers["oci-chunk-min-length"]).toBe("5");
    const small = await at(begun.headers.location ?? "", {
      method: "PATCH",
      body: "hell",
      headers: { "content-range": "0-3" },
    });
    expect(codeOf(small.body)).toBe("SIZE_INVALID");
  });

  test("sends absolute Locations if configured", async () => {
    await restart({ locations: "absolute" });
    expect((await at(uploads, { method: "POST", body: "" })).headers.location).toMatch(
      `${registry.url}${uploads}`,
    );
  });

  test("answers 404 to an unknown upload", async () => {
    expect((await at(uploads + randomUUID())).status).toBe(404);
  });
});

describe("mounts", () => {
  const mount = (query: string) => at(`${uploads}?${query}`, { method: "POST", body: "" });

  test("mounts a blob of another repository", async () => {
    registry.seed({ repositories: { other: { blobs: { [digest]: "hello world" } } } });
    expect(await mount(`mount=${digest}&from=other`)).toMatchObject({
      status: 201,
      headers: { "docker-content-digest": digest },
    });
    expect(stored()).toBe("hello world");
  });

  test("starts an upload if the blob or the source is missing", async () => {
    registry.seed({ repositories: { other: { blobs: { [digest]: "hello world" } } } });
    for (const query of [
      `mount=${digestOf("no")}&from=other`,
      `mount=${digest}&from=none`,
      `mount=${digest}`,
    ]) {
      const begun = await mount(query);
      expect(begun.status).toBe(202);
      expect(
        (
          await at(`${begun.headers.location}&digest=${digest}`, {
            method: "PUT",
            body: "hello world",
          })
        ).status,
      ).toBe(201);
    }
  });

  test("starts an upload if mounts are disabled", async () => {
    await restart({ mount: false });
    registry.seed({ repositories: { other: { blobs: { [digest]: "hello world" } } } });
    expect((await mount(`mount=${digest}&from=other`)).status).toBe(202);
    expect((await mount("mount=x&from=other")).status).toBe(400);
  });
});
