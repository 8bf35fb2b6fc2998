import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { once } from "node:events";
import https from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { Agent, request } from "undici";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createCertificate } from "../../../../testing/servers/selfSignedCertificate.ts";
import { checkHostSettings, findHost } from "./findHost.ts";
import type { HostSettings } from "../../../../../shared/settings.ts";
import type { Endpoint, HostConfig } from "./hostConfig.ts";
import { hostRoots } from "./hostFolder.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "manifestry-hosts-"));
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

async function put(file: string, content: string): Promise<string> {
  const whole = path.join(root, file);
  await mkdir(path.dirname(whole), { recursive: true });
  await writeFile(whole, content);
  return whole;
}

type Settings = Partial<Omit<HostSettings, "host">>;

const find = async (
  domain: string,
  settings?: Settings,
  roots = ["first", "second"],
): Promise<HostConfig> =>
  await findHost(domain, {
    roots: roots.map((name) => path.join(root, name)),
    settings: settings && { host: domain, plainHttp: false, skipVerify: false, ...settings },
  });

const origins = ({ endpoints }: HostConfig): readonly string[] =>
  endpoints.map(({ origin, mirror }) => `${mirror ? "mirror " : ""}${origin.origin}`);

async function findOwn(domain: string, settings?: Settings): Promise<Endpoint> {
  const last = (await find(domain, settings)).endpoints.at(-1);
  if (!last) {
    throw new Error("no endpoint");
  }
  return last;
}

describe("findHost without a folder", () => {
  // containerd `registry_test.go`, TestMatchLocalhost, as far as references can hold them.
  it.each([
    ["docker.io", "https://registry-1.docker.io"],
    ["ghcr.io", "https://ghcr.io"],
    ["ghcr.io:443", "https://ghcr.io"],
    ["registry.example:5000", "https://registry.example:5000"],
    ["localhost", "http://localhost"],
    ["localhost:5000", "http://localhost:5000"],
    ["localhost:443", "https://localhost"],
    ["127.0.0.1:5000", "http://127.0.0.1:5000"],
    ["127.256.example:5000", "https://127.256.example:5000"],
    ["[::1]:5000", "http://[::1]:5000"],
    ["[2001:db8::1]:5000", "https://[2001:db8::1]:5000"],
    ["localhost.example:5000", "https://localhost.example:5000"],
    ["10.0.0.1:5000", "https://10.0.0.1:5000"],
  ])("reaches %s at %s", async (domain, origin) => {
    const config = await find(domain);
    expect(origins(config)).toEqual([origin]);
    expect(config.folder).toBeUndefined();
    expect(config.endpoints[0]).toMatchObject({
      overridePath: undefined,
      tls: { skipVerify: false },
    });
  });

  it.each<[string, Settings, string, Endpoint["insecure"]]>([
    ["registry.example:5000", {}, "https://registry.example:5000", undefined],
    [
      "registry.example:5000",
      { plainHttp: true, skipVerify: true },
      "http://registry.example:5000",
      { kind: "plain http", from: "settings", server: "registry.example:5000" },
    ],
    [
      "registry.example",
      { skipVerify: true },
      "https://registry.example",
      { kind: "unverified certificate", from: "settings", server: "registry.example" },
    ],
    [
      "127.0.0.1:5000",
      {},
      "http://127.0.0.1:5000",
      { kind: "plain http", from: "loopback", server: "127.0.0.1:5000" },
    ],
    [
      "127.0.0.1:5000",
      { skipVerify: true },
      "https://127.0.0.1:5000",
      { kind: "unverified certificate", from: "settings", server: "127.0.0.1:5000" },
    ],
  ])("reaches %s with settings %j at %s", async (domain, settings, origin, insecure) => {
    const endpoint = await findOwn(domain, settings);
    expect(endpoint.origin).toEqual(new URL(origin));
    expect(endpoint.insecure).toEqual(insecure);
  });
});

describe("host folders", () => {
  it.each(["localhost_5000_", "localhost:5000", "localhost5000", "_default"])(
    "reads %s for localhost:5000",
    async (name) => {
      await put(`second/${name}/hosts.toml`, 'server = "https://here.example"');
      const config = await find("localhost:5000");
      expect(origins(config)).toEqual(["mirror https://here.example"]);
      expect(config.folder).toBe(path.join(root, "second", name));
    },
  );

  it("prefers the host's folder to _default, and earlier roots to later ones", async () => {
    await put("first/_default/hosts.toml", 'server = "https://default.example"');
    await put("second/ghcr.io/hosts.toml", 'server = "https://second.example"');
    expect(origins(await find("ghcr.io"))).toEqual(["mirror https://second.example"]);
    await mkdir(path.join(root, "first", "ghcr.io"));
    expect(origins(await find("ghcr.io"))).toEqual(["mirror https://second.example"]);
    await put("first/ghcr.io/hosts.toml", 'server = "https://first.example"');
    expect(origins(await find("ghcr.io"))).toEqual(["mirror https://first.example"]);
    expect(origins(await find("quay.io"))).toEqual(["mirror https://default.example"]);
  });

  it("puts mirrors first and the registry last, whether or not the file names it", async () => {
    const mirrors =
      '[host."https://b.example"]\ncapabilities = ["pull"]\n[host."https://a.example"]\n';
    await put("first/docker.io/hosts.toml", mirrors);
    const all = [
      "mirror https://b.example",
      "mirror https://a.example",
      "https://registry-1.docker.io",
    ];
    expect(origins(await find("docker.io"))).toEqual(all);
    for (const server of ["https://docker.io", "https://registry-1.docker.io"]) {
      await put("first/docker.io/hosts.toml", `server = "${server}"\n${mirrors}`);
      expect(origins(await find("docker.io"))).toEqual(all);
    }
    expect([...((await find("docker.io")).endpoints[0]?.capabilities ?? [])]).toEqual(["pull"]);
  });

  it("accepts http, and applies settings to the registry's own server only", async () => {
    await put(
      "first/r.example/hosts.toml",
      'server = "http://r.example"\n[host."https://m.example"]\nskip_verify = true',
    );
    const { endpoints } = await find("r.example", { plainHttp: true });
    expect(origins({ endpoints, folder: undefined })).toEqual([
      "mirror https://m.example",
      "http://r.example",
    ]);
    expect(endpoints.map(({ insecure }) => insecure)).toEqual([
      { kind: "unverified certificate", from: "hosts.toml", server: "m.example" },
      { kind: "plain http", from: "settings", server: "r.example" },
    ]);
  });

  it.each(["harbor:443", "ghcr.io:443", "registry.example:80", "localhost:443"])(
    "applies the plain HTTP setting to %s itself, not to a mirror",
    async (domain) => {
      const { mirror, origin } = await findOwn(domain, { plainHttp: true });
      expect([mirror, origin.protocol]).toEqual([false, "http:"]);
    },
  );

  it("keeps what the folder enables when the settings do not", async () => {
    await put("first/r.example/hosts.toml", "skip_verify = true");
    expect(await findOwn("r.example", {})).toMatchObject({
      tls: { skipVerify: true },
      insecure: { kind: "unverified certificate", from: "hosts.toml" },
    });
  });

  it("never looks outside the roots", async () => {
    await put("ghcr.io/hosts.toml", 'server = "https://outside.example"');
    await put("first/x/hosts.toml", "");
    for (const domain of ["../ghcr.io", "x/../../ghcr.io"]) {
      await expect(find(domain)).rejects.toMatchObject({ code: "reference_invalid" });
    }
    expect(origins(await find("GHCR.io", undefined, ["nowhere"]))).toEqual(["https://ghcr.io"]);
  });

  it("looks in the app's folder first, then where containerd and Docker keep theirs", () => {
    const machine = { env: {}, home: "/home/ada", platform: "linux" } as const;
    expect(hostRoots(machine, "/app/hosts")).toEqual([
      "/app/hosts",
      "/home/ada/.docker/certs.d",
      "/home/ada/.config/docker/certs.d",
      "/etc/containerd/certs.d",
      "/etc/docker/certs.d",
    ]);
  });
});

describe("certificates", () => {
  it("authenticates to a server with a client certificate in Docker's layout", async () => {
    const { key, cert } = createCertificate();
    const server = https.createServer(
      { key, cert, ca: cert, requestCert: true },
      (message, answer) => {
        answer.end((message.socket as TLSSocket).authorized ? "known" : "unknown");
      },
    );
    await once(server.listen(0, "127.0.0.1"), "listening");
    const domain = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    await put(`second/${domain}/ca.crt`, `a comment\r\n${cert.replaceAll("\n", "\r\n")}`);
    await put(`second/${domain}/client.cert`, cert);
    await put(`second/${domain}/client.key`, key);
    const { origin, tls } = await findOwn(domain);
    expect(origin.protocol).toBe("https:");
    const agent = new Agent({ connect: { ca: [...(tls.ca ?? [])], cert: tls.cert, key: tls.key } });
    try {
      const { body } = await request(origin, { dispatcher: agent });
      expect(await body.text()).toBe("known");
    } finally {
      await agent.destroy();
      server.closeAllConnections();
      server.close();
    }
  });

  it("reads certificate and key from one file, and adds the authority of the settings", async () => {
    const [inFolder, inSettings] = [createCertificate(), createCertificate()];
    await put("first/r.example/hosts.toml", 'client = "both.pem"\nca = "both.pem"');
    await put("first/r.example/both.pem", inFolder.cert + inFolder.key);
    const fromFolder = await findOwn("r.example");
    expect(fromFolder.tls).toMatchObject({ cert: fromFolder.tls.ca?.[0], skipVerify: false });
    const caFile = await put("c.pem", inSettings.cert);
    const { tls } = await findOwn("r.example", { caFile });
    expect(tls.ca).toEqual([inFolder.cert, inSettings.cert]);
  });

  it("checks the authority of settings before they apply", async () => {
    const settings = { host: "r.example", plainHttp: false, skipVerify: false };
    const check = async (caFile: string): Promise<unknown> =>
      await checkHostSettings({ ...settings, caFile });
    await checkHostSettings(settings);
    await check(await put("good.pem", createCertificate().cert));
    await expect(check("good.pem")).rejects.toMatchObject({
      code: "input_invalid",
      hint: "Enter the absolute path.",
    });
    await expect(check(path.join(root, "gone.pem"))).rejects.toThrow("the file does not exist");
    await expect(check(await put("bad.pem", "x"))).rejects.toThrow("it contains no certificate");
  });

  const findError = async (domain = "r.example"): Promise<unknown> => {
    const error: unknown = await find(domain).catch((thrown: unknown) => thrown);
    return error;
  };

  it.each([
    ["ca.crt", "nothing", "ca.crt: it contains no certificate", "BEGIN CERTIFICATE"],
    [
      "ca.crt",
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
      "certificate 1 is invalid",
      "PEM",
    ],
    ["lonely.key", "x", "its certificate, lonely.cert, is missing", "*.cert"],
    ["hosts.toml", 'ca = "gone.pem"', "gone.pem: the file does not exist", "existing"],
    ["hosts.toml", 'ca = "."', "it is not a file", "file"],
    ["big.crt", "x".repeat(1024 * 1024 + 1), "larger than 1 MiB", "right file"],
  ])("rejects %s with %.40j: %s", async (name, content, message, hint) => {
    await put(`first/r.example/${name}`, content);
    expect(await findError()).toMatchObject({
      code: "input_invalid",
      message: expect.stringContaining(message) as string,
      hint: expect.stringContaining(hint) as string,
    });
  });

  it("rejects a key that does not match, is missing or has a passphrase, and a second client certificate", async () => {
    const [a, b] = [createCertificate(), createCertificate()];
    await put("first/r.example/c.cert", a.cert);
    const expectMessage = async (text: string): Promise<void> =>
      expect(await findError()).toMatchObject({ message: expect.stringContaining(text) as string });
    await expectMessage("it contains no private key");
    await put("first/r.example/c.key", b.key);
    await expectMessage("its private key does not match");
    await put("first/r.example/c.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n");
    await expectMessage("its private key has a passphrase");
    await put("first/r.example/d.cert", a.cert);
    await expectMessage("c.cert is already the client certificate");
  });

  // Root may read everything, and Windows has no modes.
  it.skipIf(process.platform === "win32" || process.getuid?.() === 0)(
    "rejects a file that this account cannot read",
    async () => {
      await chmod(await put("first/r.example/ca.crt", "x"), 0);
      expect(await findError()).toMatchObject({
        message: expect.stringContaining("no permission to read") as string,
      });
    },
  );
});
