import { beforeAll, describe, expect, it } from "vitest";
import { emptyDraft } from "../../../../shared/emptyDraft.ts";
import type { Certificate } from "../../../testing/servers/selfSignedCertificate.ts";
import { issueServerCertificate } from "../../../testing/servers/certificateAuthority.ts";
import {
  dockerRegistryPasswords,
  dockerRegistryUser,
} from "../../../testing/servers/dockerRegistry.ts";
import { digestOf } from "../../oci/digest.ts";
import { type Nginx, proxyPass, redirect } from "../../../testing/servers/nginx.ts";
import { perTest } from "../../../testing/perTest.ts";
import { pushImage } from "../../../testing/servers/pushImage.ts";
import {
  basicLogin,
  login,
  nonLoopbackHost,
  pushedIndex,
  startRealServers,
} from "../../../testing/servers/realServers.ts";

const { name, password } = dockerRegistryUser;
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

describe("a redirect", () => {
  it.each([302, 307, 308])("with %d to another path is followed", async (status) => {
    const { host } = await here.filledRegistry();
    const front = await here.nginx({
      directives: [
        redirect(status, "$scheme://$http_host/registry$request_uri"),
        proxyPass(host, "/registry/v2/"),
      ],
    });
    await expectWhole(front.host);
  });

  it.each([302, 307, 308])(
    "with %d to another port is followed without the login",
    async (status) => {
      const { host } = await here.filledRegistry();
      const behind = await here.nginx({ directives: [proxyPass(host)] });
      const front = await here.nginx({
        passwords: `${name}:{PLAIN}${password}\n`,
        directives: [
          "auth_basic registry; auth_basic_user_file htpasswd;",
          redirect(status, `http://${behind.host}$request_uri`),
        ],
      });
      here.logins = { [front.host]: login, [behind.host]: login };
      await expectWhole(front.host);
      const atFront = await front.stopAndReadLog();
      expect(atFront.map(({ authorization }) => authorization)).toContain(basicLogin);
      const atBehind = await behind.stopAndReadLog();
      expect(atBehind).not.toEqual([]);
      expect(atBehind.filter(({ authorization }) => authorization !== "")).toEqual([]);
    },
  );
});

describe("a mirror", () => {
  it("serves content without the login, while a push goes to the registry", async () => {
    const locked = await here.registry({ auth: { htpasswd: dockerRegistryPasswords } });
    await pushImage(locked.url, "acme/app", "1", pushedIndex, { authorization: basicLogin });
    const upstream = await here.nginx({ directives: [proxyPass(locked.host)] });
    const mirror = await here.nginx({
      directives: [proxyPass((await here.filledRegistry()).host)],
    });
    here.logins = { [upstream.host]: login };
    await here.writeHostSettings(upstream.host, {
      "hosts.toml": `server = "http://${upstream.host}"
[host."http://${mirror.host}"]
capabilities = ["pull"]`,
    });
    await expectWhole(upstream.host);
    const from = await here.registry();
    await pushImage(from.url, "acme/other", "2", pushedIndex);
    const { engine } = here.engine();
    const target = `${upstream.host}/acme/other:2`;
    const plan = await engine.planner.planRetag(
      {
        source: `${from.host}/acme/other:2`,
        targets: [target],
        copyReferrers: emptyDraft.copyReferrers,
      },
      signal,
    );
    expect((await engine.push(plan.id, { report: () => {} }, signal)).failure).toBeUndefined();

    const atMirror = await mirror.stopAndReadLog();
    const ns = `ns=${encodeURIComponent(upstream.host)}`;
    expect(atMirror.map((request) => request.path).filter((asked) => !asked.includes(ns))).toEqual(
      [],
    );
    expect(atMirror.map(({ method }) => method)).not.toContain("PUT");
    expect(atMirror.map(({ method }) => method)).not.toContain("POST");
    expect(atMirror.filter(({ authorization }) => authorization !== "")).toEqual([]);
    const atUpstream = await upstream.stopAndReadLog();
    // The mirror may not resolve tags, and digests need no other host.
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

  /** A registry whose name only the proxy can resolve. */
  const hidden = async (): Promise<Nginx & { readonly named: string }> => {
    const server = await here.nginx({ tls, directives: [proxyPass((await here.registry()).host)] });
    const named = `registry.test:${server.port}`;
    await here.writeHostSettings(named, { "ca.crt": authority.cert });
    return { ...server, named };
  };

  it("is used for a registry with TLS", async () => {
    const proxy = await here.proxy(known);
    const { named } = await hidden();
    here.env = { HTTPS_PROXY: `http://${proxy.host}` };
    await here.copy((await here.filledRegistry()).host, named);
    await expectWhole(named);
    expect(new Set(await proxy.stopAndReadLog())).toEqual(new Set([`CONNECT ${named}`]));
  });

  it("is used for a registry without TLS", async () => {
    const proxy = await here.proxy(known);
    const server = await here.nginx({ directives: [proxyPass((await here.registry()).host)] });
    const named = `registry.test:${server.port}`;
    await here.writeHostSettings(named, { "hosts.toml": `server = "http://${named}"` });
    here.env = { HTTP_PROXY: proxy.host };
    await here.copy((await here.filledRegistry()).host, named);
    await expectWhole(named);
    const asked = await proxy.stopAndReadLog();
    expect(asked).not.toEqual([]);
    expect(asked.filter((request) => !request.includes(named))).toEqual([]);
  });

  it("is not used for hosts in NO_PROXY", async () => {
    const server = await here.nginx({
      tls,
      directives: [proxyPass((await here.filledRegistry()).host)],
    });
    // Needs no DNS, and is not exempt by default.
    const named = nonLoopbackHost(server);
    await here.writeHostSettings(named, { "ca.crt": authority.cert });
    const [used, unused] = [await here.proxy(), await here.proxy()];
    here.env = { HTTPS_PROXY: `http://${used.host}`, NO_PROXY: "registry.test" };
    await expectWhole(named);
    here.env = { HTTPS_PROXY: `http://${unused.host}`, NO_PROXY: "0.0.0.0" };
    await expectWhole(named);
    expect(await used.stopAndReadLog()).toContain(`CONNECT ${named}`);
    expect(await unused.stopAndReadLog()).toEqual([]);
  });

  it("gets the user name and password in its URL", async () => {
    const proxy = await here.proxy({ ...known, user: { name: "ada", password: "s3cret" } });
    const { named } = await hidden();
    here.env = { HTTPS_PROXY: `http://ada:s3cret@${proxy.host}` };
    await here.copy((await here.filledRegistry()).host, named);
    await expectWhole(named);
  });

  it.each(["ada:hunter2@", ""])("that rejects %j is named without the password", async (who) => {
    const proxy = await here.proxy({ ...known, user: { name: "ada", password: "s3cret" } });
    const server = await hidden();
    here.env = { HTTPS_PROXY: `http://${who}${proxy.host}` };
    const failure = await here.failureAt(server.named);
    expect(failure).toMatchObject({ code: "network", retryable: false });
    expect(`${failure.message} ${failure.hint}`).toMatch(/proxy/i);
    expect(JSON.stringify(failure)).not.toContain("hunter2");
    expect(await server.stopAndReadLog()).toEqual([]);
  });

  it("that cannot resolve the registry is named", async () => {
    const proxy = await here.proxy({ names: ["other.test"] });
    const { named } = await hidden();
    here.env = { HTTPS_PROXY: `http://${proxy.host}` };
    const failure = await here.failureAt(named);
    expect(failure.code).toBe("network");
    expect(`${failure.message} ${failure.hint}`).toMatch(/proxy/i);
  });

  it("that is unreachable is named", async () => {
    const proxy = await here.proxy(known);
    const { named } = await hidden();
    await proxy.stopAndReadLog();
    here.env = { HTTPS_PROXY: `http://${proxy.host}` };
    const failure = await here.failureAt(named);
    expect(failure).toMatchObject({ code: "network", retryable: false });
    expect(`${failure.message} ${failure.hint}`).toContain(proxy.host);
  });
});

describe("a reverse proxy that limits the size of requests", () => {
  it.each([1000, 64 * 1024 * 1024])(
    "rejects an upload of %d bytes without a retry",
    async (size) => {
      const { host: behind } = await here.registry();
      const server = await here.nginx({
        directives: ["client_max_body_size 100;", proxyPass(behind)],
      });
      const bytes = Buffer.alloc(size);
      const blob = { mediaType: "application/octet-stream", digest: digestOf(bytes), size };
      const store = here.engine().open(`${server.host}/acme/app`);
      const chunks = async function* (): AsyncGenerator<Uint8Array> {
        for (let at = 0; at < size; at += 65_536) {
          yield bytes.subarray(at, at + 65_536);
        }
      };
      const pushed = store.pushBlob(blob, { open: () => Promise.resolve(chunks()), signal });
      await expect(pushed).rejects.toMatchObject({
        message: expect.stringContaining("it is too large (413)") as string,
        hint: expect.stringContaining("client_max_body_size") as string,
      });
      expect((await server.stopAndReadLog()).filter(({ status }) => status === "413")).toHaveLength(
        1,
      );
    },
  );
});
