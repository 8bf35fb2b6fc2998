import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Credential } from "../engine/stores/registry/auth/credential.ts";
import { parseRepository } from "../engine/oci/location.ts";
import { plainNetwork } from "../engine/stores/registry/machineNetwork.ts";
import { Stores } from "../engine/stores/openStores.ts";
import { buildImage } from "../engine/sample/buildImage.ts";
import type { AuthOption } from "../testing/registry/authorizer.ts";
import { startRegistry, type TestRegistry } from "../testing/registry/registry.ts";
import { seedImage } from "../testing/registry/seedImage.ts";
import { openLogFile } from "./logFile.ts";

const password = "correct-horse-battery";
const identityToken = "s3cret-identity-token";
const signature = "s3cretSignature";
const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const { signal } = new AbortController();

let folder: string;
let servers: TestRegistry[];
beforeEach(async () => {
  servers = [];
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-log-"));
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await rm(folder, { recursive: true });
});

async function written(): Promise<string> {
  const names = await readdir(folder);
  return (await Promise.all(names.map((name) => readFile(path.join(folder, name), "utf8")))).join();
}

it.each<[string, AuthOption, Credential]>([
  [
    "a password",
    { kind: "basic", users: { ada: password } },
    { kind: "basic", username: "ada", password },
  ],
  [
    "a password for a token",
    { kind: "bearer", users: { ada: password }, anonymous: [] },
    { kind: "basic", username: "ada", password },
  ],
  [
    "an identity token for a token",
    { kind: "bearer", anonymous: [], identityTokens: { [identityToken]: "ada" }, users: {} },
    { kind: "identityToken", token: identityToken },
  ],
])(
  "logs the requests of a pull with %s and a signed URL, without secrets",
  async (_, auth, login) => {
    const server = await startRegistry({ auth });
    const storage = await startRegistry();
    servers.push(server, storage);
    for (const each of [server, storage]) {
      seedImage(each, "acme/app", "1", image);
    }
    server.faults.add({
      match: { path: /\/blobs\// },
      do: { redirect: `${storage.url}{path}?X-Amz-Signature=${signature}` },
    });
    const log = openLogFile(folder, { isDebug: true });
    const found = { credential: login, source: "test", account: "ada" };
    const stores = new Stores({
      credentials: { find: async () => found },
      network: { ...plainNetwork, log },
    });
    const store = stores.open(parseRepository(`${server.host}/acme/app`));
    await store.fetchManifest({ tag: "1" }, signal);
    const { mediaType, digest, bytes } = image.config;
    const body = await store.openBlob({ mediaType, digest, size: bytes.length }, signal);
    for await (const _chunk of body) {
      continue;
    }
    await stores.close();

    const text = await written();
    expect(text).toContain(`GET ${server.url}/v2/acme/app/manifests/1 200 `);
    expect(text).toContain("X-Amz-Signature=REDACTED 200 ");
    expect(text).toMatch(/\/manifests\/1 200 .*authorization: REDACTED < .*content-type: /);
    const issued = server.requests.flatMap(
      ({ headers }) => /^Bearer (.+)$/.exec(headers["authorization"] ?? "")?.slice(1) ?? [],
    );
    expect(issued.length > 0).toBe(auth.kind === "bearer");
    const basic = Buffer.from(`ada:${password}`).toString("base64");
    for (const secret of [password, basic, identityToken, signature, ...issued]) {
      expect(text).not.toContain(secret);
    }
  },
);
