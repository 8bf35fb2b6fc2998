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
  test("in one POST", async () => {
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

  test("in a POST and a PUT, with sha256 or sha512", async () => {
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

  test("in chunks, each at the Location of the answer before", async () => {
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

  test("streamed in a PATCH without a range, closed by an empty PUT", async () => {
    const patched = await at(await begin(), { method: "PATCH", body: "hello world" });
    expect(
      (await at(`${patched.headers.location}&digest=${digest}`, { method: "PUT", body: "" }))
        .status,
    ).toBe(201);
    expect(stored()).toBe("hello world");
  });

  test("a chunk out of order is told how far the upload is, and may go on from there", async () => {
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

  test("the status of an upload, and where it goes on", async () => {
    const start = await begin();
    const patched = await at(start, { method: "PATCH", body: "hello" });
    const status = await at(start);
    expect(status).toMatchObject({
      status: 204,
      headers: { range: "0-4", location: patched.headers.location },
    });
  });

  test("an older Location does not go on", async () => {
    const start = await begin();
    await at(start, { method: "PATCH", body: "hello" });
    const response = await at(start, { method: "PATCH", body: " world" });
    expect(response.status).toBe(400);
    expect(codeOf(response.body)).toBe("BLOB_UPLOAD_INVALID");
  });

  test("an upload that was cancelled is gone", async () => {
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

  test("a closing PUT without a digest, a range that is none, and a length that is not the range's", async () => {
    expect((await at(await begin(), { method: "PUT", body: "x" })).status).toBe(400);
    const bad = { method: "PATCH", body: "x" };
    expect(
      (await at(await begin(), { ...bad, headers: { "content-range": "bytes 0-0/1" } })).status,
    ).toBe(400);
    const response = await at(await begin(), { ...bad, headers: { "content-range": "0-5" } });
    expect(codeOf(response.body)).toBe("SIZE_INVALID");
  });

  test("chunks below the registry's least size, where it has one", async () => {
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

  test("Locations name the host where the registry is told to", async () => {
    await restart({ locations: "absolute" });
    expect((await at(uploads, { method: "POST", body: "" })).headers.location).toMatch(
      `${registry.url}${uploads}`,
    );
  });

  test("an unknown upload", async () => {
    expect((await at(uploads + randomUUID())).status).toBe(404);
  });
});

describe("mounts", () => {
  const mount = (query: string) => at(`${uploads}?${query}`, { method: "POST", body: "" });

  test("of what another repository has", async () => {
    registry.seed({ repositories: { other: { blobs: { [digest]: "hello world" } } } });
    expect(await mount(`mount=${digest}&from=other`)).toMatchObject({
      status: 201,
      headers: { "docker-content-digest": digest },
    });
    expect(stored()).toBe("hello world");
  });

  test("of what it has not, or from nowhere, become uploads", async () => {
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

  test("become uploads where the registry does not mount", async () => {
    await restart({ mount: false });
    registry.seed({ repositories: { other: { blobs: { [digest]: "hello world" } } } });
    expect((await mount(`mount=${digest}&from=other`)).status).toBe(202);
    expect((await mount("mount=x&from=other")).status).toBe(400);
  });
});
