import { afterEach, beforeEach, expect, it } from "vitest";
import { startRegistry, type TestRegistry } from "../../../../testing/registry/registry.ts";
import { seedImage } from "../../../../testing/registry/seedImage.ts";
import { createTestClient, testNetwork } from "../../../../testing/testClient.ts";
import type { Log } from "../../../log.ts";
import { buildImage } from "../../../sample/buildImage.ts";
import type { Credential } from "../auth/credential.ts";
import { RegistryStore } from "../registryStore.ts";
import type { RegistryClient } from "./registryClient.ts";
import { logRequest } from "./requestLog.ts";

const { signal } = new AbortController();
const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });

let lines: string[];
let log: Log;
let registry: TestRegistry | undefined;
let client: RegistryClient | undefined;
beforeEach(() => {
  lines = [];
  const fail = (): never => {
    throw new Error("Requests are logged at level debug.");
  };
  log = { debug: (message) => lines.push(message), info: fail, warn: fail, error: fail };
});
afterEach(async () => {
  await client?.close();
  await registry?.close();
});

async function open(credential: Credential): Promise<RegistryStore> {
  const users = { ada: "s3cret-password" };
  registry = await startRegistry({
    auth: { kind: "bearer", users, identityTokens: { "s3cret-identity": "ada" } },
  });
  seedImage(registry, "acme/app", "1", image);
  client = createTestClient(registry, {
    credentials: {
      find: () => Promise.resolve({ credential, source: "the test", account: "ada" }),
    },
    network: { ...testNetwork(), log },
  });
  return new RegistryStore(client, "acme/app");
}

it("logs one line per request with method, URL, status, time and headers", async () => {
  const store = await open({ kind: "basic", username: "ada", password: "s3cret-password" });
  await store.fetchManifest({ tag: "1" }, signal);
  const url = `${registry?.url}/v2/acme/app/manifests/1`;
  expect(lines.filter((line) => line.includes("/manifests/"))).toEqual([
    expect.stringMatching(/^GET \S+ 401 \d+ ms > .*accept: .* < .*www-authenticate: Bearer realm=/),
    expect.stringMatching(/^GET \S+ 200 \d+ ms > .*authorization: REDACTED.* < .*content-type: /),
  ]);
  expect(lines[0]).toContain(`GET ${url} `);
});

it("does not fail a request if the log throws", async () => {
  const store = await open({ kind: "basic", username: "ada", password: "s3cret-password" });
  log.debug = () => {
    throw new Error("ENOSPC");
  };
  expect((await store.fetchManifest({ tag: "1" }, signal)).digest).toBe(image.digest);
});

it("logs a request without a response", async () => {
  const store = await open({ kind: "registryToken", token: "s3cret-bearer" });
  await registry?.close();
  registry = undefined;
  await expect(store.listTags(signal)).rejects.toMatchObject({ code: "network" });
  expect(lines[0]).toMatch(/^GET \S+\/tags\/list failed \(ECONNREFUSED\) \d+ ms > /);
});

it.each<[string, Credential, string]>([
  ["password", { kind: "basic", username: "ada", password: "s3cret-password" }, "YWRhOnMzY3JldC"],
  ["identity token", { kind: "identityToken", token: "s3cret-identity" }, "s3cret"],
  ["bearer token", { kind: "registryToken", token: "s3cret-bearer" }, "s3cret"],
])("logs no secret of a login with a %s", async (_, credential, encoded) => {
  const store = await open(credential);
  await store.fetchManifest({ tag: "1" }, signal).catch(() => {});
  expect(lines).not.toEqual([]);
  const text = lines.join("\n");
  expect(text).not.toContain("s3cret");
  expect(text).not.toContain(encoded);
  const sent = registry?.requests.flatMap(
    ({ headers }) => headers.authorization?.split(" ")[1] ?? [],
  );
  expect(sent).not.toEqual([]);
  expect(sent?.filter((token) => text.includes(token))).toEqual([]);
});

it("logs no secret in URLs, cookies and headers of hosts.toml", () => {
  const secret = "s3cret";
  logRequest(log, {
    method: "GET",
    url: new URL(
      `https://ada:${secret}@storage.example/x?X-Amz-Signature=${secret}&refresh_token=${secret}`,
    ),
    headers: {
      authorization: `Bearer ${secret}`,
      cookie: `id=${secret}`,
      "x-from-hosts-toml": [secret],
      accept: "*/*",
    },
    milliseconds: 12.4,
    response: {
      status: 307,
      headers: {
        location: `https://storage.example/y?sig=${secret}`,
        link: `</v2/a/tags/list?n=5&_state=${secret}>; rel="next"`,
        "set-cookie": [`id=${secret}`],
        "www-authenticate": `Bearer realm="https://auth.example/token?refresh_token=${secret}"`,
        "x-debug": secret,
        server: "a\u001b[2J\nb",
      },
    },
  });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^GET https:\/\/storage\.example\/x\?\S+ 307 12 ms > .* < .*$/);
  expect(lines[0]).not.toContain(secret);
  expect(lines[0]).not.toMatch(/\p{Cc}/u);
  for (const shown of ["accept: */*", "https://storage.example/y", "https://auth.example/token"]) {
    expect(lines[0]).toContain(shown);
  }
});

const uploads = "https://r.example/v2/a/blobs/uploads/";

it.each([
  ["location", "/v2/a/blobs/uploads/1?_state=s3cret", `${uploads}1?_state=REDACTED`],
  ["location", "1?_state=s3cret", `${uploads}1?_state=REDACTED`],
  ["Location", "?_state=s3cret", `${uploads}?_state=REDACTED`],
  ["location", "../uploads/1?_state=s3cret", `${uploads}1?_state=REDACTED`],
  [
    "location",
    "HTTPS://s3.example/k?X-Amz-Credential=s3cret",
    "https://s3.example/k?X-Amz-Credential=REDACTED",
  ],
  ["location", "s3://b/k?Policy=s3cret", "s3://b/k?Policy=REDACTED"],
  ["location", "http://[s3cret?a", "REDACTED"],
  [
    "link",
    '<?last=b&_state=s3cret>; rel="next"',
    `<${uploads}?last=b&_state=REDACTED>; rel="next"`,
  ],
  ["link", "?_state=s3cret", "REDACTED"],
  ["link", '<x>; title="?_state=s3cret"', "REDACTED"],
  ["warning", '299 - "see HTTPS://a.example/?Policy=s3cret"', "https://a.example/?Policy=REDACTED"],
  ["warning", '299 - "see s3://b/k?Policy=s3cret"', "s3://b/k?Policy=REDACTED"],
  ["www-authenticate", 'Bearer realm="/t?state=s3cret"', 'realm="/t?REDACTED"'],
])("logs no secret of the header %s: %s", (name, value, shown) => {
  logRequest(log, {
    method: "POST",
    url: new URL(uploads),
    headers: {},
    milliseconds: 1,
    response: { status: 202, headers: { [name]: value } },
  });
  expect(lines[0]).toContain(shown);
  expect(lines[0]).not.toContain("s3cret");
});
