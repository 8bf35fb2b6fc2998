import { afterEach, expect, test } from "vitest";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import { digestOf } from "../../../engine/oci/digest.ts";
import { buildImage } from "../../../engine/sample/buildImage.ts";
import type { RawRequest, RawResponse } from "../sendRequest.ts";
import { sendRequest } from "../sendRequest.ts";
import type { TestRegistry } from "../registry.ts";
import { startRegistry } from "../registry.ts";
import { seedImage } from "../seedImage.ts";
import { dockerHub } from "./dockerHub.ts";
import { personalities } from "./personalities.ts";

const users = { ada: "s3cret" };
const basic = `Basic ${Buffer.from("ada:s3cret").toString("base64")}`;
const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const [layer] = image.layers;
if (layer === undefined) {
  throw new Error("the fixture has no layer");
}

const started: TestRegistry[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((registry) => registry.close()));
});

/** Starts a personality with the image as `acme/app:1`, without authentication. */
async function open(name: keyof typeof personalities): Promise<TestRegistry> {
  const registry = await startRegistry({ ...personalities[name](users), auth: { kind: "none" } });
  started.push(registry);
  seedImage(registry, "acme/app", "1", image);
  return registry;
}

/** Starts a personality with the image as `acme/app:1`, with its authentication. */
async function openLocked(name: keyof typeof personalities): Promise<TestRegistry> {
  const registry = await startRegistry(personalities[name](users));
  started.push(registry);
  seedImage(registry, "acme/app", "1", image);
  return registry;
}

const wordsOf = ({ body }: RawResponse): { code: string; message: string } | undefined =>
  (JSON.parse(body.toString()) as { errors?: { code: string; message: string }[] }).errors?.[0];

/** Posts a form to the token server. */
async function post(registry: TestRegistry, fields: Record<string, string>): Promise<RawResponse> {
  return await sendRequest(registry.tokenUrl ?? "", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ service: "test-registry", ...fields }).toString(),
  });
}

const password = { grant_type: "password", username: "ada", password: "s3cret" };
const scope = "repository:acme/app:pull";

/** Starts an upload. @returns its URL */
async function begin(registry: TestRegistry): Promise<string> {
  const begun = await sendRequest(`${registry.url}/v2/acme/app/blobs/uploads/`, { method: "POST" });
  expect(begun.status).toBe(202);
  return new URL(begun.headers.location ?? "", registry.url).href;
}

const chunk = (address: string, range: string, body: string): Promise<RawResponse> =>
  sendRequest(address, { method: "PATCH", headers: { "content-range": range }, body });

const manifest = (registry: TestRegistry, rawRequest: RawRequest = {}, reference = "1") =>
  sendRequest(`${registry.url}/v2/acme/app/manifests/${reference}`, rawRequest);

test.each([
  ["acr", 400],
  ["gar", 404],
  ["gcr", 404],
  ["jfrog", 401],
  ["quay", 405],
] as const)(
  "%s answers %d to an OAuth POST with a password, and issues a token by GET",
  async (name, status) => {
    const registry = await openLocked(name);
    expect((await post(registry, { ...password, scope })).status).toBe(status);
    const query = new URLSearchParams({ service: "test-registry", scope });
    const got = await sendRequest(`${registry.tokenUrl}?${query.toString()}`, {
      headers: { authorization: basic },
    });
    expect(got.status).toBe(200);
  },
);

test("acr accepts a refresh token", async () => {
  const registry = await openLocked("acr");
  const form = { grant_type: "refresh_token", refresh_token: "refresh-ada", scope };
  const response = await post(registry, form);
  expect(JSON.parse(response.body.toString())).toMatchObject({ access_token: expect.any(String) });
  expect(response.body.toString()).not.toContain('"token"');
});

test("ecr limits pages to 1000 and answers 201 to PATCH", async () => {
  const registry = await open("ecr");
  const tags = `${registry.url}/v2/acme/app/tags/list`;
  expect((await sendRequest(`${tags}?n=1000`)).status).toBe(200);
  const refused = await sendRequest(`${tags}?n=1001`);
  expect(refused.status).toBe(405);
  expect(wordsOf(refused)?.message).toContain("'maxResults'");
  expect((await chunk(await begin(registry), "0-1", "ab")).status).toBe(201);
});

test("ecr refuses OCI manifests without mediaType and does not mount", async () => {
  const registry = await open("ecr");
  const { mediaType: _, ...bare } = JSON.parse(Buffer.from(image.bytes).toString()) as Record<
    string,
    unknown
  >;
  const put = { method: "PUT", headers: { "content-type": mediaTypes.ociManifest } };
  expect(wordsOf(await manifest(registry, { ...put, body: JSON.stringify(bare) }))).toEqual({
    code: "UNSUPPORTED",
    message: "Invalid JSON syntax",
  });
  expect((await manifest(registry, { ...put, body: image.bytes })).status).toBe(201);
  const mount = `${registry.url}/v2/acme/other/blobs/uploads/?mount=${layer.digest}&from=acme/app`;
  expect((await sendRequest(mount, { method: "POST" })).status).toBe(202);
});

test("gar redirects a blob to a path", async () => {
  const registry = await open("gar");
  const response = await sendRequest(`${registry.url}/v2/acme/app/blobs/${layer.digest}`);
  expect(response.status).toBe(302);
  expect(response.headers.location).toMatch(/^\/artifacts-downloads\//);
  expect(
    (await sendRequest(registry.url + response.headers.location)).body.equals(layer.bytes),
  ).toBe(true);
});

test("gcr challenges at the ping only", async () => {
  const registry = await openLocked("gcr");
  expect((await sendRequest(`${registry.url}/v2/`)).headers["www-authenticate"]).toContain(
    "Bearer realm=",
  );
  const refused = await manifest(registry);
  expect(refused.status).toBe(401);
  expect(refused.headers["www-authenticate"]).toBeUndefined();
});

test("ghcr has no referrers API, no catalog and no deletes", async () => {
  const registry = await open("ghcr");
  expect((await sendRequest(`${registry.url}/v2/acme/app/referrers/${image.digest}`)).status).toBe(
    404,
  );
  expect((await sendRequest(`${registry.url}/v2/_catalog`)).status).toBe(404);
  const refused = await manifest(registry, { method: "DELETE" });
  expect(refused.status).toBe(405);
  expect(wordsOf(refused)?.code).toBe("UNSUPPORTED");
});

test("gitlab issues tokens for five minutes", async () => {
  const registry = await openLocked("gitlab");
  const response = await post(registry, { ...password, scope, service: "container_registry" });
  expect(JSON.parse(response.body.toString())).toMatchObject({ expires_in: 300 });
});

test("harbor has its own not-found error, and another length for HEAD", async () => {
  const registry = await open("harbor");
  expect(wordsOf(await manifest(registry, {}, "none"))).toEqual({
    code: "NOT_FOUND",
    message: "artifact acme/app:none not found",
  });
  const length = async (method: string) =>
    Number((await manifest(registry, { method })).headers["content-length"]);
  expect(await length("GET")).toBe(image.bytes.length);
  expect(await length("HEAD")).not.toBe(image.bytes.length);
});

test("nexus repeats its port in the realm", async () => {
  const registry = await openLocked("nexus");
  const { port } = new URL(registry.tokenUrl ?? "");
  expect((await sendRequest(`${registry.url}/v2/`)).headers["www-authenticate"]).toContain(
    `realm="http://127.0.0.1:${port}:${port}/token"`,
  );
});

test("quay requires the source of a mount, and scopes without delete", async () => {
  const registry = await openLocked("quay");
  const tokenFor = (requested: string) =>
    sendRequest(`${registry.tokenUrl}?service=test-registry&scope=${requested}`, {
      headers: { authorization: basic },
    });
  expect((await tokenFor("repository:acme/app:delete")).status).toBe(400);
  expect((await tokenFor("registry:catalog:*")).status).toBe(400);
  const { token } = JSON.parse(
    (await tokenFor("repository:acme/app:pull,push")).body.toString(),
  ) as { token: string };
  const mount = await sendRequest(
    `${registry.url}/v2/acme/app/blobs/uploads/?mount=${layer.digest}`,
    {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
    },
  );
  expect(mount.status).toBe(400);
  expect(wordsOf(mount)?.code).toBe("INVALID_REQUEST");
});

test("dockerHub counts GET requests for manifests up to its limit", async () => {
  const registry = await startRegistry({ ...dockerHub(users, 2), auth: { kind: "none" } });
  started.push(registry);
  seedImage(registry, "acme/app", "1", image);
  const left = async (method: string) => {
    const { status, headers } = await manifest(registry, { method });
    return [status, headers["ratelimit-limit"], headers["ratelimit-remaining"]];
  };
  expect(await left("HEAD")).toEqual([200, "2;w=21600", "2;w=21600"]);
  expect(await left("GET")).toEqual([200, "2;w=21600", "1;w=21600"]);
  expect(await left("GET")).toEqual([200, "2;w=21600", "0;w=21600"]);
  const refused = await manifest(registry);
  expect(refused.status).toBe(429);
  expect(refused.headers["docker-ratelimit-source"]).toBe("127.0.0.1");
  expect(wordsOf(refused)?.code).toBe("TOOMANYREQUESTS");
  expect((await manifest(registry, { method: "HEAD" })).status).toBe(200);
});

test("dockerHub refuses a mount with an origin", async () => {
  const registry = await open("dockerHub");
  const mount = `${registry.url}/v2/acme/x/blobs/uploads/?mount=${layer.digest}&from=acme/app`;
  expect((await sendRequest(mount, { method: "POST" })).status).toBe(201);
  expect((await sendRequest(`${mount}&origin=ghcr.io`, { method: "POST" })).status).toBe(400);
});

test("portlessLocations omits the port in Location", async () => {
  const registry = await open("portlessLocations");
  const begun = await sendRequest(`${registry.url}/v2/acme/app/blobs/uploads/`, { method: "POST" });
  expect(begun.headers.location).toMatch(/^http:\/\/127\.0\.0\.1\/v2\/acme\/app\/blobs\/uploads\//);
});

test("distribution28 requires the media type of an OCI manifest in Accept", async () => {
  const registry = await open("distribution28");
  expect((await manifest(registry)).status).toBe(404);
  expect((await manifest(registry, { headers: { accept: "*/*" } })).status).toBe(404);
  expect(
    (await manifest(registry, { headers: { accept: `${mediaTypes.ociManifest}, */*` } })).status,
  ).toBe(200);
});

test("distribution28 has no referrers API, no tag pages and no tag deletes", async () => {
  const registry = await open("distribution28");
  const referrers = await sendRequest(`${registry.url}/v2/acme/app/referrers/${image.digest}`);
  expect(referrers.status).toBe(404);
  expect(referrers.headers["content-type"]).toBe("text/plain; charset=utf-8");
  for (const tag of ["b", "a"]) {
    registry.repository("acme/app").tags.set(tag, image.digest);
  }
  const tags = await sendRequest(`${registry.url}/v2/acme/app/tags/list?n=1`);
  expect(JSON.parse(tags.body.toString())).toEqual({ name: "acme/app", tags: ["1", "b", "a"] });
  expect((await sendRequest(`${registry.url}/v2/_catalog?n=1001`)).status).toBe(400);
  const refused = await manifest(registry, { method: "DELETE" });
  expect([refused.status, wordsOf(refused)?.code]).toEqual([400, "DIGEST_INVALID"]);
});

test("distribution28 accepts chunks out of order, at the newest Location only", async () => {
  const registry = await open("distribution28");
  const first = await begin(registry);
  const response = await chunk(first, "7-8", "ab");
  expect([response.status, response.headers.range]).toEqual([202, "0-1"]);
  expect((await sendRequest(first)).status).toBe(404);
  expect((await sendRequest(response.headers.location ?? "")).status).toBe(204);
});

test("distribution28 ignores the body of a POST", async () => {
  const registry = await open("distribution28");
  const address = `${registry.url}/v2/acme/app/blobs/uploads/?digest=${digestOf("ab")}`;
  expect((await sendRequest(address, { method: "POST", body: "ab" })).status).toBe(202);
  expect(registry.repository("acme/app").blobs.has(digestOf("ab"))).toBe(false);
});

test("distribution28 challenges with one scope per action", async () => {
  const registry = await openLocked("distribution28");
  const refused = await sendRequest(`${registry.url}/v2/acme/app/blobs/uploads/`, {
    method: "POST",
  });
  expect(refused.headers["www-authenticate"]).toContain(
    'scope="repository:acme/app:pull repository:acme/app:push"',
  );
});

test("distribution28 sends fewer bytes than the Content-Length of a 416", async () => {
  const registry = await open("distribution28");
  registry.repository("acme/app").blobs.set(digestOf("short"), Buffer.from("short"));
  const outside = sendRequest(`${registry.url}/v2/acme/app/blobs/${digestOf("short")}`, {
    headers: { range: "bytes=5-" },
  });
  await expect(outside).rejects.toThrow("aborted");
});

test("distribution28 answers 500 to missing foreign layers", async () => {
  const registry = await open("distribution28");
  const foreign = {
    mediaType: "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
    digest: digestOf("elsewhere"),
    size: 9,
    urls: ["https://layers.example/9"],
  };
  const { layers, ...rest } = JSON.parse(Buffer.from(image.bytes).toString()) as {
    layers: unknown[];
  };
  const response = await manifest(registry, {
    method: "PUT",
    headers: { "content-type": mediaTypes.ociManifest },
    body: JSON.stringify({ ...rest, layers: [...layers, foreign] }),
  });
  expect(response.status).toBe(500);
  expect(response.body.toString()).toContain("MANIFEST_BLOB_UNKNOWN");
});
