import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { digestOf } from "../../engine/oci/digest.ts";
import type { RawRequest } from "./sendRequest.ts";
import { sendRequest } from "./sendRequest.ts";
import { buildImage, buildIndex } from "../../engine/sample/buildImage.ts";
import { seedImage } from "./seedImage.ts";
import type { RegistryOptions } from "./options.ts";
import type { TestRegistry } from "./registry.ts";
import { startRegistry } from "./registry.ts";

let registry: TestRegistry;
async function restart(options: RegistryOptions): Promise<void> {
  await registry.close();
  registry = await startRegistry(options);
}
const at = (path: string, rawRequest?: RawRequest) => sendRequest(registry.url + path, rawRequest);
const codeOf = (body: Buffer) =>
  (JSON.parse(body.toString()) as { errors: { code: string }[] }).errors[0]?.code;

beforeEach(async () => {
  registry = await startRegistry();
});
afterEach(() => registry.close());

const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const index = buildIndex({ entries: [image] });

describe("content", () => {
  test("answers the ping", async () => {
    const response = await at("/v2/");
    expect(response.status).toBe(200);
    expect(response.headers["docker-distribution-api-version"]).toBe("registry/2.0");
    expect((await at("/v1/")).status).toBe(404);
    expect((await at("/v2/%ZZ/manifests/x")).status).toBe(404);
  });

  test("serves seeded content byte for byte, also if it is invalid", async () => {
    const text = '{"broken": ,}';
    const digest = digestOf(text);
    registry.seed({
      repositories: {
        "acme/blobs/app": {
          manifests: { [digest]: { mediaType: mediaTypes.dockerSchema1Signed, text } },
          blobs: { [digestOf("grüße")]: "grüße" },
          tags: { x: digest },
        },
      },
    });
    const manifest = await at("/v2/acme/blobs/app/manifests/x");
    expect(manifest.status).toBe(200);
    expect(manifest.body.toString()).toBe(text);
    expect(manifest.headers["content-type"]).toBe(mediaTypes.dockerSchema1Signed);
    expect(manifest.headers["docker-content-digest"]).toBe(digest);
    expect((await at(`/v2/acme/blobs/app/blobs/${digestOf("grüße")}`)).body.toString()).toBe(
      "grüße",
    );
  });

  test("serves a manifest by tag and by digest; HEAD has no body", async () => {
    seedImage(registry, "app", "1", index);
    for (const reference of ["1", index.digest, encodeURIComponent(index.digest)]) {
      expect((await at(`/v2/app/manifests/${reference}`)).body.equals(index.bytes)).toBe(true);
      const head = await at(`/v2/app/manifests/${reference}`, { method: "HEAD" });
      expect(head.body).toHaveLength(0);
      expect(head.headers).toMatchObject({
        "content-length": String(index.bytes.length),
        "content-type": mediaTypes.ociIndex,
        "docker-content-digest": index.digest,
      });
    }
  });

  test.each([
    ["no Accept", undefined, 200],
    ["its type", mediaTypes.ociIndex, 200],
    ["its type among others, with a weight", `application/json, ${mediaTypes.ociIndex};q=0.5`, 200],
    ["anything", "*/*", 200],
    ["any application", "application/*", 200],
    ["another type", mediaTypes.dockerList, 404],
  ])("a manifest to who accepts %s", async (_what, accept, status) => {
    seedImage(registry, "app", "1", index);
    expect(
      (await at("/v2/app/manifests/1", { headers: accept === undefined ? {} : { accept } })).status,
    ).toBe(status);
  });

  test("answers 304 to If-None-Match", async () => {
    seedImage(registry, "app", "1", index);
    const unchanged = await at("/v2/app/manifests/1", {
      headers: { "if-none-match": `"${index.digest}"` },
    });
    expect(unchanged.status).toBe(304);
    expect(
      (await at("/v2/app/manifests/1", { headers: { "if-none-match": '"other"' } })).status,
    ).toBe(200);
  });

  test.each([
    ["/v2/none/manifests/1", 404, "NAME_UNKNOWN"],
    ["/v2/app/manifests/none", 404, "MANIFEST_UNKNOWN"],
    [`/v2/app/manifests/${digestOf("none")}`, 404, "MANIFEST_UNKNOWN"],
    [`/v2/app/blobs/${digestOf("none")}`, 404, "BLOB_UNKNOWN"],
    [`/v2/none/blobs/${digestOf("none")}`, 404, "NAME_UNKNOWN"],
    ["/v2/none/tags/list", 404, "NAME_UNKNOWN"],
    ["/v2/App/manifests/1", 400, "NAME_INVALID"],
    ["/v2/app/manifests/sha256:1", 400, "DIGEST_INVALID"],
    ["/v2/app/manifests/.x", 400, "TAG_INVALID"],
    ["/v2/app/blobs/x", 400, "DIGEST_INVALID"],
    ["/v2/app/referrers/x", 400, "DIGEST_INVALID"],
    ["/v2/app/tags/list?n=x", 400, "PAGINATION_NUMBER_INVALID"],
  ])("GET %s is %d %s", async (path, status, code) => {
    seedImage(registry, "app", "1", index);
    const response = await at(path);
    expect(response.status).toBe(status);
    expect(codeOf(response.body)).toBe(code);
  });
});

describe("blobs", () => {
  const digest = digestOf("0123456789");
  beforeEach(() => registry.seed({ repositories: { app: { blobs: { [digest]: "0123456789" } } } }));

  test.each([
    ["bytes=0-3", 206, "0123", "bytes 0-3/10"],
    ["bytes=4-", 206, "456789", "bytes 4-9/10"],
    ["bytes=-3", 206, "789", "bytes 7-9/10"],
    ["bytes=8-100", 206, "89", "bytes 8-9/10"],
    ["bytes=0-1,3-4", 200, "0123456789", undefined],
    ["lines=0-1", 200, "0123456789", undefined],
    ["bytes=5-2", 200, "0123456789", undefined],
  ])("Range %s", async (range, status, text, contentRange) => {
    const response = await at(`/v2/app/blobs/${digest}`, { headers: { range } });
    expect(response.status).toBe(status);
    expect(response.body.toString()).toBe(text);
    expect(response.headers["content-range"]).toBe(contentRange);
  });

  test.each(["bytes=10-", "bytes=-0"])("answers 416 to Range %s", async (range) => {
    const response = await at(`/v2/app/blobs/${digest}`, { headers: { range } });
    expect(response.status).toBe(416);
    expect(response.headers["content-range"]).toBe("bytes */10");
  });

  test("answers HEAD and DELETE of a blob", async () => {
    const head = await at(`/v2/app/blobs/${digest}`, { method: "HEAD" });
    expect(head.headers).toMatchObject({
      "content-length": "10",
      "accept-ranges": "bytes",
      "docker-content-digest": digest,
    });
    expect((await at(`/v2/app/blobs/${digest}`, { method: "DELETE" })).status).toBe(202);
    expect((await at(`/v2/app/blobs/${digest}`, { method: "HEAD" })).status).toBe(404);
    expect((await at(`/v2/app/blobs/${digest}`, { method: "DELETE" })).status).toBe(404);
  });
});

describe("lists", () => {
  beforeEach(() => {
    for (const tag of ["b", "a", "C", "1.10", "1.9"]) {
      seedImage(registry, "acme/app", tag, image);
    }
    seedImage(registry, "zoo", "1", image);
  });
  const list = async (path: string) => {
    const { body, headers } = await at(path);
    return {
      ...(JSON.parse(body.toString()) as { tags?: string[]; repositories?: string[] }),
      link: headers["link"],
    };
  };

  test("lists all tags in byte order", async () => {
    expect(await list("/v2/acme/app/tags/list")).toEqual({
      name: "acme/app",
      tags: ["1.10", "1.9", "C", "a", "b"],
      link: undefined,
    });
  });

  test("lists tags in pages with Link headers", async () => {
    const first = await list("/v2/acme/app/tags/list?n=2");
    expect(first.tags).toEqual(["1.10", "1.9"]);
    expect(first.link).toBe('</v2/acme/app/tags/list?last=1.9&n=2>; rel="next"');
    expect((await list("/v2/acme/app/tags/list?n=3&last=1.9")).tags).toEqual(["C", "a", "b"]);
    expect((await list("/v2/acme/app/tags/list?n=0")).tags).toEqual([]);
  });

  test("limits the requested page size", async () => {
    await restart({ tagPageSize: 1 });
    seedImage(registry, "app", "a", image);
    seedImage(registry, "app", "b", image);
    expect(await list("/v2/app/tags/list?n=100")).toMatchObject({
      tags: ["a"],
      link: '</v2/app/tags/list?last=a&n=1>; rel="next"',
    });
    expect(await list("/v2/app/tags/list?last=a&n=1")).toMatchObject({
      tags: ["b"],
      link: undefined,
    });
  });

  test("lists repositories with content in the catalog", async () => {
    await at("/v2/never/pushed/tags/list");
    expect((await list("/v2/_catalog")).repositories).toEqual(["acme/app", "zoo"]);
    expect(await list("/v2/_catalog?n=1")).toMatchObject({
      repositories: ["acme/app"],
      link: expect.stringContaining("last=acme%2Fapp") as string,
    });
  });
});

describe("the log", () => {
  test("records each request with its status, headers and sizes", async () => {
    await at(`/v2/app/blobs/uploads/?digest=${digestOf("abc")}`, {
      method: "POST",
      body: "abc",
      headers: { "x-test": "1" },
    });
    await at(`/v2/app/blobs/${digestOf("abc")}`);
    expect(registry.requests).toMatchObject([
      {
        method: "POST",
        path: expect.stringContaining("digest=") as string,
        status: 201,
        headers: { "x-test": "1" },
        bytesIn: 3,
        bytesOut: 0,
      },
      { method: "GET", status: 200, bytesIn: 0, bytesOut: 3 },
    ]);
    registry.clearLog();
    expect(registry.requests).toEqual([]);
  });

  test("waits for a request that arrives or has arrived", async () => {
    const waitForRequest = registry.waitForRequest({ method: "HEAD", path: /\/manifests\// });
    await at("/v2/");
    await at("/v2/app/manifests/1", { method: "HEAD" });
    expect(await waitForRequest).toBe(registry.requests[1]);
    expect(await registry.waitForRequest({ path: /^\/v2\/$/ })).toBe(registry.requests[0]);
  });
});

test("keeps the content of two registries apart", async () => {
  const other = await startRegistry();
  try {
    seedImage(other, "app", "1", image);
    expect((await at("/v2/app/manifests/1")).status).toBe(404);
    expect((await sendRequest(`${other.url}/v2/app/manifests/1`)).status).toBe(200);
  } finally {
    await other.close();
  }
});

test("lets hooks answer a request or change a response", async () => {
  await restart({
    hooks: {
      before: (call) => (call.path.endsWith("/1") ? { status: 418 } : undefined),
      after: (_call, response) => ({
        ...response,
        headers: { ...response.headers, "x-maker": "acme" },
      }),
    },
  });
  expect(await at("/v2/app/manifests/1")).toMatchObject({
    status: 418,
    headers: { "x-maker": "acme" },
  });
  expect(await at("/v2/app/manifests/2")).toMatchObject({
    status: 404,
    headers: { "x-maker": "acme" },
  });
});
