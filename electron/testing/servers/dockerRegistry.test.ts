import { afterEach, expect, test, vi } from "vitest";
import { digestOf } from "../../engine/oci/digest.ts";
import { sendRequest } from "../registry/sendRequest.ts";
import type { DockerRegistry, DockerRegistryOptions } from "./dockerRegistry.ts";
import {
  dockerRegistryPasswords,
  dockerRegistryUser,
  startDockerRegistry,
} from "./dockerRegistry.ts";
import { buildImage, buildIndex } from "../../engine/sample/buildImage.ts";
import { pushImage } from "./pushImage.ts";

let running: DockerRegistry | undefined;
async function start(options?: DockerRegistryOptions): Promise<DockerRegistry> {
  running = await startDockerRegistry(options);
  return running;
}
afterEach(async () => {
  await running?.close();
  running = undefined;
  vi.unstubAllEnvs();
});

const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const index = buildIndex({ entries: [image] });

test("stores and returns fixtures byte for byte", async () => {
  const registry = await start();
  await pushImage(registry.url, "acme/app", "1", index);
  const response = await sendRequest(`${registry.url}/v2/acme/app/manifests/1`, {
    headers: { accept: index.mediaType },
  });
  expect(response.status).toBe(200);
  expect(digestOf(response.body)).toBe(index.digest);
  const deleted = await sendRequest(`${registry.url}/v2/acme/app/manifests/${index.digest}`, {
    method: "DELETE",
  });
  expect(deleted.status).toBe(202);
});

test("accepts only the user of its password file", async () => {
  const registry = await start({ auth: { htpasswd: dockerRegistryPasswords } });
  const anonymous = await sendRequest(`${registry.url}/v2/`);
  expect(anonymous.status).toBe(401);
  expect(anonymous.headers["www-authenticate"]).toBe('Basic realm="test registry"');
  const basic = (password: string) => ({
    authorization: `Basic ${Buffer.from(`${dockerRegistryUser.name}:${password}`).toString("base64")}`,
  });
  expect((await sendRequest(`${registry.url}/v2/`, { headers: basic("wrong") })).status).toBe(401);
  await pushImage(registry.url, "acme/app", "1", image, basic(dockerRegistryUser.password));
});

test("challenges for a scope and accepts any token with silly authentication", async () => {
  const registry = await start({ auth: "silly" });
  const refused = await sendRequest(`${registry.url}/v2/a/b/manifests/1`);
  expect(refused.status).toBe(401);
  expect(refused.headers["www-authenticate"]).toContain('scope="repository:a/b:pull"');
  await pushImage(registry.url, "a/b", "1", image, { authorization: "Bearer any" });
});

test.each([
  [true, /^\/v2\//],
  [false, /^http:\/\/127\.0\.0\.1:/],
])("with relativeUrls %s its Location is %s", async (relativeUrls, location) => {
  const registry = await start({ relativeUrls });
  const begun = await sendRequest(`${registry.url}/v2/a/b/blobs/uploads/`, {
    method: "POST",
    body: "",
  });
  expect(begun.headers.location).toMatch(location);
});

test("refuses to delete if deletes are disabled", async () => {
  const registry = await start({ deletes: false });
  await pushImage(registry.url, "acme/app", "1", image);
  const response = await sendRequest(`${registry.url}/v2/acme/app/manifests/${image.digest}`, {
    method: "DELETE",
  });
  expect(response.status).toBe(405);
});

test("stops listening after it is closed", async () => {
  const registry = await start();
  await registry.close();
  await expect(sendRequest(`${registry.url}/v2/`)).rejects.toThrow("ECONNREFUSED");
});

test("names the package of a missing program in the error", async () => {
  vi.stubEnv("PATH", "/nowhere");
  await expect(startDockerRegistry()).rejects.toThrow("Debian's package docker-registry");
});
