import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { emptyDraft } from "../../../shared/emptyDraft.ts";
import { memoryLogs } from "../testing/memoryLogs.ts";
import type { RegistryView } from "../../../shared/registries.ts";
import type { Failure } from "../../../shared/result.ts";
import { toFailure } from "../failure.ts";
import { parseLocation } from "../oci/location.ts";
import { buildImage, buildIndex, describe as descriptorOf } from "../sample/image.ts";
import type { Store } from "../store.ts";
import { Stores } from "../stores.ts";
import type { Certificate } from "../testing/certificate.ts";
import { issueCertificate } from "../testing/certificateAuthority.ts";
import {
  dockerRegistryPasswords,
  type DockerRegistry,
  type DockerRegistryOptions,
  dockerRegistryUser,
  startDockerRegistry,
} from "../testing/dockerRegistry.ts";
import { type Nginx, type NginxOptions, passTo, redirect, startNginx } from "../testing/nginx.ts";
import {
  type ProxyServer,
  type ProxyServerOptions,
  startProxyServer,
} from "../testing/proxyServer.ts";
import { pushImage } from "../testing/pushImage.ts";
import { Workspace } from "../workspace.ts";
import type { Credential } from "./auth/credential.ts";
import { machineNetwork } from "./network.ts";
import { listRegistries } from "./overview.ts";

const signal = new AbortController().signal;
const amd64 = buildImage({ platform: { os: "linux", architecture: "amd64" } });
const arm64 = buildImage({ platform: { os: "linux", architecture: "arm64", variant: "v8" } });
const index = buildIndex({ entries: [amd64, arm64] });

const { name, password } = dockerRegistryUser;
const login: Credential = { kind: "basic", username: name, password };
const basic = `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;

/** Who signs the certificates of servers and clients; nobody trusts them. */
let authority: Certificate;
let tls: Certificate;
beforeAll(async () => {
  authority = await issueCertificate("authority");
  tls = await issueCertificate(
    { server: ["127.0.0.1", "0.0.0.0", "localhost", "registry.test"] },
    authority,
  );
});

/** The app's own folder of host settings. */
let own: string;
/** Logins, by domain. */
let logins: Record<string, Credential>;
let env: Record<string, string>;
const running: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  own = await mkdtemp(join(tmpdir(), "manifestry-hosts-"));
  logins = {};
  env = {};
});
afterEach(async () => {
  // What was started last first: clients before servers.
  for (const started of running.splice(0).toReversed()) await started.close();
  await rm(own, { recursive: true });
});

function keep<T extends { close(): Promise<void> }>(started: T): T {
  running.push(started);
  return started;
}

const registryServer = async (options?: DockerRegistryOptions): Promise<DockerRegistry> =>
  keep(await startDockerRegistry(options));
const nginx = async (options: NginxOptions): Promise<Nginx> => keep(await startNginx(options));
const proxyServer = async (options?: ProxyServerOptions): Promise<ProxyServer> =>
  keep(await startProxyServer(options));

/** A registry that holds the index as `acme/app:1`. */
async function filledRegistry(): Promise<DockerRegistry> {
  const registry = await registryServer();
  await pushImage(registry.url, "acme/app", "1", index);
  return registry;
}

/** Put files where the app looks for what is to know of a host. */
async function settle(host: string, files: Readonly<Record<string, string>>): Promise<void> {
  const folder = join(own, host);
  await mkdir(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
}

/** The engine on a machine of which nothing but `own`, `logins` and `env` is known. */
function machine(): {
  readonly workspace: Workspace;
  readonly stores: Stores;
  readonly open: (text: string) => Store;
  readonly view: (host: string) => Promise<RegistryView | undefined>;
} {
  const network = machineNetwork({ env, home: own, platform: process.platform, own });
  const find = (domain: string) => {
    const credential = logins[domain];
    return Promise.resolve(credential && { credential, source: "the test", account: name });
  };
  const stores = keep(new Stores({ credentials: { find }, network }));
  return {
    workspace: new Workspace(
      { stores, host: { os: "linux", architecture: "amd64" } },
      memoryLogs(),
    ),
    stores,
    open: (text) => stores.open(parseLocation(text)),
    async view(host) {
      const accounts = { accounts: [], problems: [] };
      const { registries } = await listRegistries({
        clients: stores.clients(),
        credentials: { find, listAccounts: () => Promise.resolve(accounts) },
        network,
        settings: [],
        keepsLogins: false,
      });
      return registries.find((registry) => registry.host === host);
    },
  };
}

/** Read the index with all it is made of: nothing is remembered by a machine that was just made. */
async function expectWhole(host: string, repository = "acme/app"): Promise<void> {
  const store = machine().open(`${host}/${repository}`);
  expect(await store.fetchManifest({ tag: "1" }, signal)).toMatchObject({ digest: index.digest });
  for (const image of [amd64, arm64]) {
    const { bytes } = await store.fetchManifest({ digest: image.digest }, signal);
    expect(Buffer.compare(bytes, image.bytes)).toBe(0);
    for (const blob of [image.config, ...image.layers]) {
      const got: Uint8Array[] = [];
      for await (const chunk of await store.openBlob(descriptorOf(blob), signal)) got.push(chunk);
      expect(Buffer.compare(Buffer.concat(got), blob.bytes)).toBe(0);
    }
  }
}

/** Copy `acme/app:1` from one registry to another. */
async function copy(from: string, to: string): Promise<void> {
  const { workspace } = machine();
  const plan = await workspace.planRetag(
    `${from}/acme/app:1`,
    [`${to}/acme/app:1`],
    emptyDraft.travel,
    signal,
  );
  const { failure } = await workspace.push(plan.id, signal, () => {});
  expect(failure).toBeUndefined();
}

/** The same server by an address that is not known to be this machine's, so that it is asked with TLS. */
function elsewhere({ port }: Nginx): string {
  return `0.0.0.0:${port}`;
}

/** What reading the index there fails with, as the window gets it. */
async function failureAt(host: string): Promise<Failure> {
  try {
    await machine().open(`${host}/acme/app`).fetchManifest({ tag: "1" }, signal);
  } catch (error) {
    return toFailure(error);
  }
  throw new Error(`${host} could be read`);
}

describe("a server with a private authority", () => {
  /** A registry behind TLS, as it is mostly run. */
  const secured = async (
    options: Partial<NginxOptions> & { readonly registry?: DockerRegistryOptions } = {},
  ): Promise<Nginx> => {
    const { host } = await registryServer(options.registry);
    return await nginx({ tls, ...options, does: [passTo(host), ...(options.does ?? [])] });
  };

  it.each([
    ["in Docker's layout", { "ca.crt": () => authority.cert }],
    [
      "in hosts.toml",
      { "hosts.toml": (): string => 'ca = "authority.pem"', "authority.pem": () => authority.cert },
    ],
  ])("takes a push and gives it back: authority %s", async (_, files) => {
    const from = await filledRegistry();
    const { host } = await secured();
    await settle(host, read(files));
    await copy(from.host, host);
    await expectWhole(host);
  });

  it("asks for a password at both ends", async () => {
    const locked = { auth: { htpasswd: dockerRegistryPasswords } };
    const from = await registryServer(locked);
    await pushImage(from.url, "acme/app", "1", index, { authorization: basic });
    const { host } = await secured({ registry: locked });
    await settle(host, { "ca.crt": authority.cert });
    logins = { [from.host]: login, [host]: login };
    await copy(from.host, host);
    await expectWhole(host);
    logins = {};
    expect(await failureAt(host)).toMatchObject({
      code: "unauthorized",
      registry: host,
      auth: { host, scopes: ["repository:acme/app:pull"] },
    });
    logins = { [host]: { kind: "basic", username: name, password: "another" } };
    const failure = await failureAt(host);
    expect(failure.auth).toEqual({
      host,
      source: "the test",
      account: name,
      scopes: ["repository:acme/app:pull"],
    });
    expect(JSON.stringify(failure)).not.toContain("another");
  });

  it("asks for tokens at both ends: one that is there, one to be fetched", async () => {
    const from = await registryServer({ auth: "silly" });
    await pushImage(from.url, "acme/app", "1", index, { authorization: "Bearer any" });
    const to = await secured({
      registry: { auth: "silly" },
      // The registry does not know where its token server is.
      http: [
        'map $upstream_http_www_authenticate $challenge { ~^(?<before>.*realm=")[^"]*(?<after>".*)$ "${before}https://$http_host/token${after}"; }',
      ],
      does: [
        "proxy_hide_header WWW-Authenticate; add_header WWW-Authenticate $challenge always;",
        `location /token { return 200 '{"token":"word"}'; }`,
      ],
    });
    await settle(to.host, { "ca.crt": authority.cert });
    logins = { [from.host]: { kind: "registryToken", token: "any" }, [to.host]: login };
    await copy(from.host, to.host);
    await expectWhole(to.host);
    const asked = await to.end();
    expect(asked.find(({ path }) => path === "/token")).toMatchObject({ method: "POST" });
    expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(
      new Set(["", "Bearer word"]),
    );
  });

  it("is told nothing while the authority is unknown", async () => {
    const server = await secured();
    expect(await failureAt(elsewhere(server))).toMatchObject({
      code: "network",
      message: `${elsewhere(server)} shows a certificate of an unknown authority.`,
      hint: expect.stringContaining("Add its authority") as string,
      retryable: false,
    });
    expect(await server.end()).toEqual([]);
  });

  it("is told nothing where it shows a chain to an unknown authority", async () => {
    const below = await issueCertificate("authority", authority);
    const leaf = await issueCertificate({ server: ["0.0.0.0"] }, below);
    const server = await secured({ tls: { ...leaf, cert: leaf.cert + below.cert } });
    expect(await failureAt(elsewhere(server))).toMatchObject({
      code: "network",
      message: `${elsewhere(server)} shows a certificate of an unknown authority.`,
      retryable: false,
    });
    expect(await server.end()).toEqual([]);
  });

  it("may show a chain to that authority", async () => {
    const below = await issueCertificate("authority", authority);
    const leaf = await issueCertificate({ server: ["0.0.0.0"] }, below);
    const server = await secured({ tls: { ...leaf, cert: leaf.cert + below.cert } });
    await settle(elsewhere(server), { "ca.crt": authority.cert });
    expect(await failureAt(elsewhere(server))).toMatchObject({ code: "not_found" });
  });

  it("is told nothing where its certificate is for another name", async () => {
    const server = await secured({
      tls: await issueCertificate({ server: ["other.test"] }, authority),
    });
    await settle(server.host, { "ca.crt": authority.cert });
    expect(await failureAt(server.host)).toMatchObject({
      code: "network",
      message: `${server.host} shows a certificate for another name.`,
    });
    expect(await server.end()).toEqual([]);
  });

  it("says so where it is asked without TLS, as this machine is by itself", async () => {
    const { host } = await secured();
    expect(JSON.stringify(await failureAt(host))).toContain(
      "The plain HTTP request was sent to HTTPS port",
    );
  });

  it("is taken as it is where hosts.toml says so, and marked as such", async () => {
    const from = await filledRegistry();
    const { host } = await secured();
    await settle(host, { "hosts.toml": `server = "https://${host}"\nskip_verify = true` });
    await copy(from.host, host);
    await expectWhole(host);
    const { open, view } = machine();
    await open(`${host}/acme/app`).resolve({ tag: "1" }, signal);
    await open(`${from.host}/acme/app`).resolve({ tag: "1" }, signal);
    expect(await view(host)).toMatchObject({
      insecure: [{ kind: "unverified certificate", from: "hosts.toml", server: host }],
      folder: join(own, host),
    });
    expect(await view(from.host)).toMatchObject({
      insecure: [{ kind: "plain http", from: "loopback", server: from.host }],
    });
  });
});

describe("a server that wants to see a certificate", () => {
  const guarded = async (): Promise<Nginx> => {
    const { host } = await filledRegistry();
    return await nginx({ tls, clientsOf: authority, does: [passTo(host)] });
  };

  it.each([
    [
      "as hosts.toml names it",
      {
        "hosts.toml": (): string => 'ca = "a.pem"\nclient = [["c.pem", "k.pem"]]',
        "a.pem": () => authority.cert,
        "c.pem": ({ cert }: Certificate) => cert,
        "k.pem": ({ key }: Certificate) => key,
      },
    ],
    [
      "in one file with its key",
      {
        "hosts.toml": (): string => 'ca = "a.pem"\nclient = "both.pem"',
        "a.pem": () => authority.cert,
        "both.pem": ({ cert, key }: Certificate) => cert + key,
      },
    ],
    [
      "in Docker's layout",
      {
        "ca.crt": () => authority.cert,
        "client.cert": ({ cert }: Certificate) => cert,
        "client.key": ({ key }: Certificate) => key,
      },
    ],
  ])("gets it %s", async (_, files) => {
    const { host } = await guarded();
    await settle(host, read(files, await issueCertificate("client", authority)));
    await expectWhole(host);
  });

  it("says so where there is none", async () => {
    const { host } = await guarded();
    await settle(host, { "ca.crt": authority.cert });
    expect(JSON.stringify(await failureAt(host))).toContain("No required SSL certificate was sent");
  });

  it("says so where it is another authority's", async () => {
    const { host } = await guarded();
    const { cert, key } = await issueCertificate("client", await issueCertificate("authority"));
    await settle(host, { "ca.crt": authority.cert, "c.cert": cert, "c.key": key });
    expect(JSON.stringify(await failureAt(host))).toContain("The SSL certificate error");
  });
});

describe("a server that redirects", () => {
  it.each([302, 307, 308])("with %d to a path of its own is followed", async (status) => {
    const { host } = await filledRegistry();
    const front = await nginx({
      does: [
        redirect(status, "$scheme://$http_host/registry$request_uri"),
        passTo(host, "/registry/v2/"),
      ],
    });
    await expectWhole(front.host);
  });

  it.each([302, 307, 308])("with %d to another port takes no login there", async (status) => {
    const { host } = await filledRegistry();
    const behind = await nginx({ does: [passTo(host)] });
    const front = await nginx({
      passwords: `${name}:{PLAIN}${password}\n`,
      does: [
        "auth_basic registry; auth_basic_user_file htpasswd;",
        redirect(status, `http://${behind.host}$request_uri`),
      ],
    });
    logins = { [front.host]: login, [behind.host]: login };
    await expectWhole(front.host);
    const atFront = await front.end();
    expect(atFront.map(({ authorization }) => authorization)).toContain(basic);
    const atBehind = await behind.end();
    expect(atBehind).not.toEqual([]);
    expect(atBehind.filter(({ authorization }) => authorization !== "")).toEqual([]);
  });
});

describe("a mirror", () => {
  it("is asked first for content, without the login; a push goes to the registry", async () => {
    const locked = await registryServer({ auth: { htpasswd: dockerRegistryPasswords } });
    await pushImage(locked.url, "acme/app", "1", index, { authorization: basic });
    const upstream = await nginx({ does: [passTo(locked.host)] });
    const mirror = await nginx({ does: [passTo((await filledRegistry()).host)] });
    logins = { [upstream.host]: login };
    await settle(upstream.host, {
      "hosts.toml": `server = "http://${upstream.host}"
[host."http://${mirror.host}"]
capabilities = ["pull"]`,
    });
    await expectWhole(upstream.host);
    const from = await registryServer();
    await pushImage(from.url, "acme/other", "2", index);
    const { workspace } = machine();
    const target = `${upstream.host}/acme/other:2`;
    const plan = await workspace.planRetag(
      `${from.host}/acme/other:2`,
      [target],
      emptyDraft.travel,
      signal,
    );
    expect((await workspace.push(plan.id, signal, () => {})).failure).toBeUndefined();

    const atMirror = await mirror.end();
    const ns = `ns=${encodeURIComponent(upstream.host)}`;
    expect(atMirror.map((request) => request.path).filter((asked) => !asked.includes(ns))).toEqual(
      [],
    );
    expect(atMirror.map(({ method }) => method)).not.toContain("PUT");
    expect(atMirror.map(({ method }) => method)).not.toContain("POST");
    expect(atMirror.filter(({ authorization }) => authorization !== "")).toEqual([]);
    const atUpstream = await upstream.end();
    // What a tag means, the mirror may not say; what a digest means needs nobody else.
    expect(
      atUpstream.filter(({ method, path }) => method === "GET" && path.includes("sha256:")),
    ).toEqual([]);
    expect(atUpstream.filter(({ method }) => method === "PUT").map(({ path }) => path)).toContain(
      "/v2/acme/other/manifests/2",
    );
  });
});

describe("a proxy", () => {
  const known = { names: ["registry.test"] };

  /** A registry whose name the proxy alone knows. */
  const hidden = async (): Promise<Nginx & { readonly named: string }> => {
    const server = await nginx({ tls, does: [passTo((await registryServer()).host)] });
    const named = `registry.test:${server.port}`;
    await settle(named, { "ca.crt": authority.cert });
    return { ...server, named };
  };

  it("leads to a registry with TLS, for a push and back", async () => {
    const proxy = await proxyServer(known);
    const { named } = await hidden();
    env = { HTTPS_PROXY: `http://${proxy.host}` };
    await copy((await filledRegistry()).host, named);
    await expectWhole(named);
    expect(new Set(await proxy.end())).toEqual(new Set([`CONNECT ${named}`]));
  });

  it("leads to a registry without TLS, for a push and back", async () => {
    const proxy = await proxyServer(known);
    const server = await nginx({ does: [passTo((await registryServer()).host)] });
    const named = `registry.test:${server.port}`;
    await settle(named, { "hosts.toml": `server = "http://${named}"` });
    env = { HTTP_PROXY: proxy.host };
    await copy((await filledRegistry()).host, named);
    await expectWhole(named);
    const asked = await proxy.end();
    expect(asked).not.toEqual([]);
    expect(asked.filter((request) => !request.includes(named))).toEqual([]);
  });

  it("is gone around for what NO_PROXY lists", async () => {
    const server = await nginx({ tls, does: [passTo((await filledRegistry()).host)] });
    // Needs no name service, and is not exempt by itself.
    const named = elsewhere(server);
    await settle(named, { "ca.crt": authority.cert });
    const [used, unused] = [await proxyServer(), await proxyServer()];
    env = { HTTPS_PROXY: `http://${used.host}`, NO_PROXY: "registry.test" };
    await expectWhole(named);
    env = { HTTPS_PROXY: `http://${unused.host}`, NO_PROXY: "0.0.0.0" };
    await expectWhole(named);
    expect(await used.end()).toContain(`CONNECT ${named}`);
    expect(await unused.end()).toEqual([]);
  });

  it("gets the name and password in its address", async () => {
    const proxy = await proxyServer({ ...known, user: { name: "ada", password: "s3cret" } });
    const { named } = await hidden();
    env = { HTTPS_PROXY: `http://ada:s3cret@${proxy.host}` };
    await copy((await filledRegistry()).host, named);
    await expectWhole(named);
  });

  it.each(["ada:hunter2@", ""])("that refuses %j is named, without the password", async (who) => {
    const proxy = await proxyServer({ ...known, user: { name: "ada", password: "s3cret" } });
    const server = await hidden();
    env = { HTTPS_PROXY: `http://${who}${proxy.host}` };
    const failure = await failureAt(server.named);
    expect(failure).toMatchObject({ code: "network", retryable: false });
    expect(`${failure.message} ${failure.hint}`).toMatch(/proxy/i);
    expect(JSON.stringify(failure)).not.toContain("hunter2");
    expect(await server.end()).toEqual([]);
  });

  it("that does not know the registry is what the error is about", async () => {
    const proxy = await proxyServer({ names: ["other.test"] });
    const { named } = await hidden();
    env = { HTTPS_PROXY: `http://${proxy.host}` };
    const failure = await failureAt(named);
    expect(failure.code).toBe("network");
    expect(`${failure.message} ${failure.hint}`).toMatch(/proxy/i);
  });

  it("that is not there is what the error is about", async () => {
    const proxy = await proxyServer(known);
    const { named } = await hidden();
    await proxy.end();
    env = { HTTPS_PROXY: `http://${proxy.host}` };
    const failure = await failureAt(named);
    expect(failure).toMatchObject({ code: "network", retryable: false });
    expect(`${failure.message} ${failure.hint}`).toContain(proxy.host);
  });
});

/** The files of a folder, whose certificates are made only when tests run. */
function read(
  files: Readonly<Record<string, (client: Certificate) => string>>,
  client: Certificate = authority,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [file, text(client)]));
}
