import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Certificate } from "../../../testing/servers/certificate.ts";
import { issueCertificate } from "../../../testing/servers/certificateAuthority.ts";
import {
  dockerRegistryPasswords,
  type DockerRegistryOptions,
  dockerRegistryUser,
} from "../../../testing/servers/dockerRegistry.ts";
import { type Nginx, type NginxOptions, passTo } from "../../../testing/servers/nginx.ts";
import { pushImage } from "../../../testing/servers/pushImage.ts";
import {
  basicLogin,
  login,
  pushedIndex,
  type RealMachine,
  startRealMachine,
} from "../../../testing/servers/realMachine.ts";

const { name } = dockerRegistryUser;
const signal = new AbortController().signal;

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

let here: RealMachine;
beforeEach(async () => {
  here = await startRealMachine();
});
afterEach(async () => {
  await here.close();
});

/** Read what is at a host with all it is made of. */
async function expectWhole(host: string): Promise<void> {
  expect(await here.readWhole(host)).toBe(pushedIndex.digest);
}

/** The same server by an address that is not known to be this machine's, so that it is asked with TLS. */
function elsewhere({ port }: Nginx): string {
  return `0.0.0.0:${port}`;
}

describe("a server with a private authority", () => {
  /** A registry behind TLS, as it is mostly run. */
  const secured = async (
    options: Partial<NginxOptions> & { readonly registry?: DockerRegistryOptions } = {},
  ): Promise<Nginx> => {
    const { host } = await here.registry(options.registry);
    return await here.nginx({ tls, ...options, does: [passTo(host), ...(options.does ?? [])] });
  };

  it.each([
    ["in Docker's layout", { "ca.crt": () => authority.cert }],
    [
      "in hosts.toml",
      { "hosts.toml": (): string => 'ca = "authority.pem"', "authority.pem": () => authority.cert },
    ],
  ])("takes a push and gives it back: authority %s", async (_, files) => {
    const from = await here.filledRegistry();
    const { host } = await secured();
    await here.settle(host, read(files));
    await here.copy(from.host, host);
    await expectWhole(host);
  });

  it.each([
    ["its TLS", (text: string) => text.replace("X-Forwarded-Proto $scheme", "X-Unknown none")],
    [
      "its TLS and its port",
      (text: string) =>
        text
          .replace("X-Forwarded-Proto $scheme", "X-Unknown none")
          .replace("Host $http_host", "Host $host"),
    ],
  ])("takes a push, though it does not know of %s", async (_, forget) => {
    const from = await here.filledRegistry();
    const { host: behind } = await here.registry();
    const { host } = await here.nginx({ tls, does: [forget(passTo(behind))] });
    await here.settle(host, { "ca.crt": authority.cert });
    await here.copy(from.host, host);
    await expectWhole(host);
  });

  it("asks for a password at both ends", async () => {
    const locked = { auth: { htpasswd: dockerRegistryPasswords } };
    const from = await here.registry(locked);
    await pushImage(from.url, "acme/app", "1", pushedIndex, { authorization: basicLogin });
    const { host } = await secured({ registry: locked });
    await here.settle(host, { "ca.crt": authority.cert });
    here.logins = { [from.host]: login, [host]: login };
    await here.copy(from.host, host);
    await expectWhole(host);
    here.logins = {};
    expect(await here.failureAt(host)).toMatchObject({
      code: "unauthorized",
      registry: host,
      auth: { host, scopes: ["repository:acme/app:pull"] },
    });
    here.logins = { [host]: { kind: "basic", username: name, password: "another" } };
    const failure = await here.failureAt(host);
    expect(failure.auth).toEqual({
      host,
      source: "the test",
      account: name,
      scopes: ["repository:acme/app:pull"],
    });
    expect(JSON.stringify(failure)).not.toContain("another");
  });

  it("asks for tokens at both ends: one that is there, one to be fetched", async () => {
    const from = await here.registry({ auth: "silly" });
    await pushImage(from.url, "acme/app", "1", pushedIndex, { authorization: "Bearer any" });
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
    await here.settle(to.host, { "ca.crt": authority.cert });
    here.logins = { [from.host]: { kind: "registryToken", token: "any" }, [to.host]: login };
    await here.copy(from.host, to.host);
    await expectWhole(to.host);
    const asked = await to.end();
    expect(asked.find(({ path }) => path === "/token")).toMatchObject({ method: "POST" });
    expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(
      new Set(["", "Bearer word"]),
    );
  });

  it("is told nothing while the authority is unknown", async () => {
    const server = await secured();
    expect(await here.failureAt(elsewhere(server))).toMatchObject({
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
    expect(await here.failureAt(elsewhere(server))).toMatchObject({
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
    await here.settle(elsewhere(server), { "ca.crt": authority.cert });
    expect(await here.failureAt(elsewhere(server))).toMatchObject({ code: "not_found" });
  });

  it("is told nothing where its certificate is for another name", async () => {
    const server = await secured({
      tls: await issueCertificate({ server: ["other.test"] }, authority),
    });
    await here.settle(server.host, { "ca.crt": authority.cert });
    expect(await here.failureAt(server.host)).toMatchObject({
      code: "network",
      message: `${server.host} shows a certificate for another name.`,
    });
    expect(await server.end()).toEqual([]);
  });

  it("says so where it is asked without TLS, as this machine is by itself", async () => {
    const { host } = await secured();
    expect(JSON.stringify(await here.failureAt(host))).toContain(
      "The plain HTTP request was sent to HTTPS port",
    );
    // A HEAD has no room for these words.
    const { open } = here.engine();
    await expect(open(`${host}/acme/app`).resolve({ tag: "1" }, signal)).rejects.toMatchObject({
      code: "network",
      registry: host,
      hint: expect.stringContaining("It speaks TLS") as string,
    });
  });

  it("is taken as it is where hosts.toml says so, and marked as such", async () => {
    const from = await here.filledRegistry();
    const { host } = await secured();
    await here.settle(host, { "hosts.toml": `server = "https://${host}"\nskip_verify = true` });
    await here.copy(from.host, host);
    await expectWhole(host);
    const { open, view } = here.engine();
    await open(`${host}/acme/app`).resolve({ tag: "1" }, signal);
    await open(`${from.host}/acme/app`).resolve({ tag: "1" }, signal);
    expect(await view(host)).toMatchObject({
      insecure: [{ kind: "unverified certificate", from: "hosts.toml", server: host }],
      folder: join(here.own, host),
    });
    expect(await view(from.host)).toMatchObject({
      insecure: [{ kind: "plain http", from: "loopback", server: from.host }],
    });
  });
});

describe("a server that wants to see a certificate", () => {
  const guarded = async (): Promise<Nginx> => {
    const { host } = await here.filledRegistry();
    return await here.nginx({ tls, clientsOf: authority, does: [passTo(host)] });
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
    await here.settle(host, read(files, await issueCertificate("client", authority)));
    await expectWhole(host);
  });

  it("says so where there is none", async () => {
    const { host } = await guarded();
    await here.settle(host, { "ca.crt": authority.cert });
    expect(JSON.stringify(await here.failureAt(host))).toContain(
      "No required SSL certificate was sent",
    );
  });

  it("says so where it is another authority's", async () => {
    const { host } = await guarded();
    const { cert, key } = await issueCertificate("client", await issueCertificate("authority"));
    await here.settle(host, { "ca.crt": authority.cert, "c.cert": cert, "c.key": key });
    expect(JSON.stringify(await here.failureAt(host))).toContain("The SSL certificate error");
  });
});

/** The files of a folder, whose certificates are made only when tests run. */
function read(
  files: Readonly<Record<string, (client: Certificate) => string>>,
  client: Certificate = authority,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [file, text(client)]));
}
