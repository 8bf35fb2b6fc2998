import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  buildAttestation,
  buildImage,
  buildIndex,
} from "../../electron/engine/sample/buildImage.ts";
import {
  type DockerRegistry,
  type DockerRegistryOptions,
  dockerRegistryPasswords,
  dockerRegistryUser,
  startDockerRegistry,
} from "../../electron/testing/servers/dockerRegistry.ts";
import { pushImage } from "../../electron/testing/servers/pushImage.ts";
import { mediaTypes } from "../../shared/oci/mediaTypes.ts";
import { spawnImagetools } from "./captureImagetools.ts";

const amd64 = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const arm64 = buildImage({ platform: { os: "linux", architecture: "arm64", variant: "v8" } });
const { name, password } = dockerRegistryUser;
const basic = `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;

const started: DockerRegistry[] = [];
let scratch: string;

beforeEach(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), "manifestry-push-"));
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((registry) => registry.close()));
  await rm(scratch, { recursive: true });
});

async function start(options: DockerRegistryOptions = {}): Promise<DockerRegistry> {
  const registry = await startDockerRegistry(options);
  started.push(registry);
  return registry;
}

/** Writes a login to the config file, as `docker login` does. */
async function logIn(...hosts: readonly string[]): Promise<void> {
  const auth = Buffer.from(`${name}:${password}`).toString("base64");
  const auths = Object.fromEntries(hosts.map((host) => [host, { auth }]));
  await writeFile(path.join(scratch, "config.json"), JSON.stringify({ auths }));
}

async function pull(url: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(url, { headers: { accept: mediaTypes.ociIndex, ...headers } });
  if (response.status !== 200) {
    throw new Error(`${url} answered ${response.status}`);
  }
  return await response.text();
}

async function create(...args: readonly string[]): Promise<string> {
  const run = await spawnImagetools(["create", ...args], scratch);
  expect(run).toMatchObject({ status: 0, stderr: "" });
  return run.stdout;
}

it("pushes to a real registry what --dry-run printed, and writes the metadata file", async () => {
  const registry = await start();
  await pushImage(registry.url, "acme/app", "amd64", amd64);
  await pushImage(registry.url, "acme/app", "arm64", arm64);
  const at = `${registry.host}/acme/app`;
  const sources = ["--annotation", "index:k=v", `${at}:amd64`, `${at}:arm64`];
  const printed = await create("--dry-run", ...sources);
  const metadata = path.join(scratch, "metadata.json");
  await create(
    "-t",
    `${at}:1`,
    "-t",
    `${registry.host}/other/app:1`,
    "--metadata-file",
    metadata,
    ...sources,
  );
  for (const repository of ["acme/app", "other/app"]) {
    expect(await pull(`${registry.url}/v2/${repository}/manifests/1`)).toBe(
      printed.replace(/\n$/, ""),
    );
  }
  expect(JSON.parse(await readFile(metadata, "utf8"))).toMatchObject({
    "containerimage.descriptor": { mediaType: mediaTypes.ociIndex },
    "image.name": `${at},${registry.host}/other/app`,
  });
});

it("appends to the current index of the tag", async () => {
  const registry = await start();
  const at = `${registry.host}/acme/app`;
  await pushImage(
    registry.url,
    "acme/app",
    "1",
    buildIndex({ entries: [amd64, buildAttestation(amd64)] }),
  );
  await pushImage(registry.url, "acme/app", "arm64", arm64);
  await create("--append", "-t", `${at}:1`, `${at}:arm64`);
  const index = JSON.parse(await pull(`${registry.url}/v2/acme/app/manifests/1`)) as {
    manifests: unknown[];
  };
  expect(index.manifests).toHaveLength(3);
});

const logins: readonly (readonly [string, DockerRegistryOptions])[] = [
  ["Basic authentication", { auth: { htpasswd: dockerRegistryPasswords } }],
  ["upload addresses without a host", { relativeUrls: true }],
];

it.each(logins)("copies from one registry to another: %s", async (_, options) => {
  const [from, to] = [await start(options), await start(options)];
  await logIn(from.host, to.host);
  await pushImage(from.url, "acme/app", "amd64", amd64, { authorization: basic });
  await pushImage(from.url, "acme/app", "arm64", arm64, { authorization: basic });
  await create(
    "-t",
    `${to.host}/acme/app:1`,
    `${from.host}/acme/app:amd64`,
    `${from.host}/acme/app:arm64`,
  );
  const index = await pull(`${to.url}/v2/acme/app/manifests/1`, { authorization: basic });
  expect(
    (JSON.parse(index) as { manifests: { digest: string }[] }).manifests.map(
      ({ digest }) => digest,
    ),
  ).toEqual([amd64.digest, arm64.digest]);
  // The manifest that clients pull first.
  const config = await fetch(`${to.url}/v2/acme/app/blobs/${arm64.config.digest}`, {
    headers: { authorization: basic },
  });
  expect(Buffer.from(await config.arrayBuffer())).toEqual(Buffer.from(arm64.config.bytes));
});

it("reports a missing login in one line and exits with status 1", async () => {
  const registry = await start({ auth: { htpasswd: dockerRegistryPasswords } });
  const run = await spawnImagetools(["inspect", `${registry.host}/acme/app:1`], scratch);
  expect(run).toMatchObject({ status: 1, stdout: "" });
  expect(run.stderr).toMatch(new RegExp(`^ERROR: ${registry.host} requires a login .*\\n$`));
});
