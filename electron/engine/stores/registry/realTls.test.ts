import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Certificate } from "../../../testing/servers/selfSignedCertificate.ts";
import {
  issueCertificate,
  issueServerCertificate,
} from "../../../testing/servers/certificateAuthority.ts";
import {
  dockerRegistryPasswords,
  type DockerRegistryOptions,
  dockerRegistryUser,
} from "../../../testing/servers/dockerRegistry.ts";
import { type Nginx, type NginxOptions, proxyPass } from "../../../testing/servers/nginx.ts";
import { perTest } from "../../../testing/perTest.ts";
import { pushImage } from "../../../testing/servers/pushImage.ts";
import {
  basicLogin,
  login,
  nonLoopbackHost,
  pushedIndex,
  startRealServers,
} from "../../../testing/servers/realServers.ts";

const { name } = dockerRegistryUser;
const signal = new AbortController().signal;

/** The authorities of the certificates; not trusted by default. */
let authority: Certificate;
let tls: Certificate;
beforeAll(async () => {
  ({ authority, tls } = await issueServerCertificate());
});

const here = perTest(startRealServers);

/** Reads the index at a host with all its content. */
async function expectWhole(host: string): Promise<void> {
  expect(await here.readWhole(host)).toBe(pushedIndex.digest);
}

describe("a server with a private authority", () => {
  /** A registry behind a TLS proxy. */
  const secured = async (
    options: Partial<NginxOptions> & { readonly registry?: DockerRegistryOptions } = {},
  ): Promise<Nginx> => {
    const { host } = await here.registry(options.registry);
    return await here.nginx({
      tls,
      ...options,
      directives: [proxyPass(host), ...(options.directives ?? [])],
    });
  };

  it.each([
    ["in Docker's layout", { "ca.crt": () => authority.cert }],
    [
      "in hosts.toml",
      { "hosts.toml": (): string => 'ca = "authority.pem"', "authority.pem": () => authority.cert },
    ],
  ])("accepts a push and returns it: authority %s", async (_, files) => {
    const from = await here.filledRegistry();
    const { host } = await secured();
    await here.writeHostSettings(host, read(files));
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
  ])("accepts a push though the registry does not know %s", async (_, forget) => {
    const from = await here.filledRegistry();
    const { host: behind } = await here.registry();
    const { host } = await here.nginx({ tls, directives: [forget(proxyPass(behind))] });
    await here.writeHostSettings(host, { "ca.crt": authority.cert });
    await here.copy(from.host, host);
    await expectWhole(host);
  });

  it("accepts passwords at source and target", async () => {
    const locked = { auth: { htpasswd: dockerRegistryPasswords } };
    const from = await here.registry(locked);
    await pushImage(from.url, "acme/app", "1", pushedIndex, { authorization: basicLogin });
    const { host } = await secured({ registry: locked });
    await here.writeHostSettings(host, { "ca.crt": authority.cert });
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

  it("accepts tokens at source and target, given and requested", async () => {
    const from = await here.registry({ auth: "silly" });
    await pushImage(from.url, "acme/app", "1", pushedIndex, { authorization: "Bearer any" });
    const to = await secured({
      registry: { auth: "silly" },
      // The registry does not know the address of its token server.
      http: [
        'map $upstream_http_www_authenticate $challenge { ~^(?<before>.*realm=")[^"]*(?<after>".*)$ "${before}https://$http_host/token${after}"; }',
      ],
      directives: [
        "proxy_hide_header WWW-Authenticate; add_header WWW-Authenticate $challenge always;",
        `location /token { return 200 '{"token":"word"}'; }`,
      ],
    });
    await here.writeHostSettings(to.host, { "ca.crt": authority.cert });
    here.logins = { [from.host]: { kind: "registryToken", token: "any" }, [to.host]: login };
    await here.copy(from.host, to.host);
    await expectWhole(to.host);
    const asked = await to.stopAndReadLog();
    expect(asked.find(({ path }) => path === "/token")).toMatchObject({ method: "POST" });
    expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(
      new Set(["", "Bearer word"]),
    );
  });

  it("gets no request while its authority is unknown", async () => {
    const server = await secured();
    expect(await here.failureAt(nonLoopbackHost(server))).toMatchObject({
      code: "network",
      message: `${nonLoopbackHost(server)} presents a certificate of an unknown authority.`,
      hint: expect.stringContaining("Add its authority") as string,
      retryable: false,
    });
    expect(await server.stopAndReadLog()).toEqual([]);
  });

  it("gets no request with a chain to an unknown authority", async () => {
    const below = await issueCertificate("authority", authority);
    const leaf = await issueCertificate({ server: ["0.0.0.0"] }, below);
    const server = await secured({ tls: { ...leaf, cert: leaf.cert + below.cert } });
    expect(await here.failureAt(nonLoopbackHost(server))).toMatchObject({
      code: "network",
      message: `${nonLoopbackHost(server)} presents a certificate of an unknown authority.`,
      retryable: false,
    });
    expect(await server.stopAndReadLog()).toEqual([]);
  });

  it("is trusted with a chain to its authority", async () => {
    const below = await issueCertificate("authority", authority);
    const leaf = await issueCertificate({ server: ["0.0.0.0"] }, below);
    const server = await secured({ tls: { ...leaf, cert: leaf.cert + below.cert } });
    await here.writeHostSettings(nonLoopbackHost(server), { "ca.crt": authority.cert });
    expect(await here.failureAt(nonLoopbackHost(server))).toMatchObject({ code: "not_found" });
  });

  it("gets no request if its certificate is for another name", async () => {
    const server = await secured({
      tls: await issueCertificate({ server: ["other.test"] }, authority),
    });
    await here.writeHostSettings(server.host, { "ca.crt": authority.cert });
    expect(await here.failureAt(server.host)).toMatchObject({
      code: "network",
      message: `${server.host} presents a certificate for another name.`,
    });
    expect(await server.stopAndReadLog()).toEqual([]);
  });

  it("reports a plain HTTP request, the default on this machine", async () => {
    const { host } = await secured();
    expect(JSON.stringify(await here.failureAt(host))).toContain(
      "The plain HTTP request was sent to HTTPS port",
    );
    // The response to a HEAD has no body.
    const { open } = here.engine();
    await expect(open(`${host}/acme/app`).resolve({ tag: "1" }, signal)).rejects.toMatchObject({
      code: "network",
      registry: host,
      hint: expect.stringContaining("requested without TLS") as string,
    });
  });

  it("is accepted unverified with skip_verify, and marked as insecure", async () => {
    const from = await here.filledRegistry();
    const { host } = await secured();
    await here.writeHostSettings(host, {
      "hosts.toml": `server = "https://${host}"\nskip_verify = true`,
    });
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

describe("a server that requires a client certificate", () => {
  const guarded = async (): Promise<Nginx> => {
    const { host } = await here.filledRegistry();
    return await here.nginx({ tls, clientsOf: authority, directives: [proxyPass(host)] });
  };

  it.each([
    [
      "from hosts.toml",
      {
        "hosts.toml": (): string => 'ca = "a.pem"\nclient = [["c.pem", "k.pem"]]',
        "a.pem": () => authority.cert,
        "c.pem": ({ cert }: Certificate) => cert,
        "k.pem": ({ key }: Certificate) => key,
      },
    ],
    [
      "from one file with its key",
      {
        "hosts.toml": (): string => 'ca = "a.pem"\nclient = "both.pem"',
        "a.pem": () => authority.cert,
        "both.pem": ({ cert, key }: Certificate) => cert + key,
      },
    ],
    [
      "from Docker's layout",
      {
        "ca.crt": () => authority.cert,
        "client.cert": ({ cert }: Certificate) => cert,
        "client.key": ({ key }: Certificate) => key,
      },
    ],
  ])("gets one %s", async (_, files) => {
    const { host } = await guarded();
    await here.writeHostSettings(host, read(files, await issueCertificate("client", authority)));
    await expectWhole(host);
  });

  it("reports that there is none", async () => {
    const { host } = await guarded();
    await here.writeHostSettings(host, { "ca.crt": authority.cert });
    expect(JSON.stringify(await here.failureAt(host))).toContain(
      "No required SSL certificate was sent",
    );
  });

  it("reports that it is another authority's", async () => {
    const { host } = await guarded();
    const { cert, key } = await issueCertificate("client", await issueCertificate("authority"));
    await here.writeHostSettings(host, { "ca.crt": authority.cert, "c.cert": cert, "c.key": key });
    expect(JSON.stringify(await here.failureAt(host))).toContain("The SSL certificate error");
  });
});

/** The files of a host folder, created when the tests run. */
function read(
  files: Readonly<Record<string, (client: Certificate) => string>>,
  client: Certificate = authority,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [file, text(client)]));
}
