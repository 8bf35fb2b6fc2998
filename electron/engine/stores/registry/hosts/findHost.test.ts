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
import { createCertificate } from "../../../../testing/servers/certificate.ts";
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

type Set = Partial<Omit<HostSettings, "host">>;

const find = async (domain: string, set?: Set, roots = ["first", "second"]): Promise<HostConfig> =>
  await findHost(domain, {
    roots: roots.map((name) => path.join(root, name)),
    settings: set && { host: domain, plainHttp: false, skipVerify: false, ...set },
  });

const origins = ({ endpoints }: HostConfig): readonly string[] =>
  endpoints.map(({ origin, mirror }) => `${mirror ? "mirror " : ""}${origin.origin}`);

async function own(domain: string, set?: Set): Promise<Endpoint> {
  const last = (await find(domain, set)).endpoints.at(-1);
  if (!last) throw new Error("no endpoint");
  return last;
}

describe("without a folder", () => {
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
  ])("%s is asked at %s", async (domain, origin) => {
    const config = await find(domain);
    expect(origins(config)).toEqual([origin]);
    expect(config.folder).toBeUndefined();
    expect(config.endpoints[0]).toMatchObject({
      overridePath: undefined,
      tls: { skipVerify: false },
    });
  });

  it.each<[string, Set, string, Endpoint["insecure"]]>([
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
  ])("%s with %j is asked at %s", async (domain, set, origin, insecure) => {
    const endpoint = await own(domain, set);
    expect(endpoint.origin).toEqual(new URL(origin));
    expect(endpoint.insecure).toEqual(insecure);
  });
});

describe("folders", () => {
  it.each(["localhost_5000_", "localhost:5000", "localhost5000", "_default"])(
    "%s is for localhost:5000",
    async (name) => {
      await put(`second/${name}/hosts.toml`, 'server = "https://here.example"');
      const config = await find("localhost:5000");
      expect(origins(config)).toEqual(["mirror https://here.example"]);
      expect(config.folder).toBe(path.join(root, "second", name));
    },
  );

  it("of the host go before _default in whatever root, and those of earlier roots before later ones", async () => {
    await put("first/_default/hosts.toml", 'server = "https://default.example"');
    await put("second/ghcr.io/hosts.toml", 'server = "https://second.example"');
    expect(origins(await find("ghcr.io"))).toEqual(["mirror https://second.example"]);
    await mkdir(path.join(root, "first", "ghcr.io"));
    expect(origins(await find("ghcr.io"))).toEqual(["mirror https://second.example"]);
    await put("first/ghcr.io/hosts.toml", 'server = "https://first.example"');
    expect(origins(await find("ghcr.io"))).toEqual(["mirror https://first.example"]);
    expect(origins(await find("quay.io"))).toEqual(["mirror https://default.example"]);
  });

  it("put mirrors first, and the registry itself last with or without being named", async () => {
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

  it("may say http, and settings are for the registry's own server alone", async () => {
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
    "for plain HTTP are about %s itself, not about a mirror",
    async (domain) => {
      const { mirror, origin } = await own(domain, { plainHttp: true });
      expect([mirror, origin.protocol]).toEqual([false, "http:"]);
    },
  );

  it("stand where the settings are off", async () => {
    await put("first/r.example/hosts.toml", "skip_verify = true");
    expect(await own("r.example", {})).toMatchObject({
      tls: { skipVerify: true },
      insecure: { kind: "unverified certificate", from: "hosts.toml" },
    });
  });

  it("are never found outside their root", async () => {
    await put("ghcr.io/hosts.toml", 'server = "https://outside.example"');
    await put("first/x/hosts.toml", "");
    for (const domain of ["../ghcr.io", "x/../../ghcr.io"]) {
      await expect(find(domain)).rejects.toMatchObject({ code: "reference_invalid" });
    }
    expect(origins(await find("GHCR.io", undefined, ["nowhere"]))).toEqual(["https://ghcr.io"]);
  });

  it("are looked for where containerd and Docker keep them, the app's first", () => {
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
  it("in Docker's layout reach a server that asks for them", async () => {
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
    const { origin, tls } = await own(domain);
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

  it("may lie in one file with their key, and be added to by the settings", async () => {
    const [inFolder, inSettings] = [createCertificate(), createCertificate()];
    await put("first/r.example/hosts.toml", 'client = "both.pem"\nca = "both.pem"');
    await put("first/r.example/both.pem", inFolder.cert + inFolder.key);
    const fromFolder = await own("r.example");
    expect(fromFolder.tls).toMatchObject({ cert: fromFolder.tls.ca?.[0], skipVerify: false });
    const caFile = await put("c.pem", inSettings.cert);
    const { tls } = await own("r.example", { caFile });
    expect(tls.ca).toEqual([inFolder.cert, inSettings.cert]);
  });

  it("that settings name are looked at before they are in force", async () => {
    const settings = { host: "r.example", plainHttp: false, skipVerify: false };
    const check = async (caFile: string): Promise<unknown> =>
      await checkHostSettings({ ...settings, caFile });
    await checkHostSettings(settings);
    await check(await put("good.pem", createCertificate().cert));
    await expect(check("good.pem")).rejects.toMatchObject({
      code: "input_invalid",
      hint: "Name it with its whole path.",
    });
    await expect(check(path.join(root, "gone.pem"))).rejects.toThrow("there is no such file");
    await expect(check(await put("bad.pem", "x"))).rejects.toThrow("there is no certificate in it");
  });

  const bad = async (domain = "r.example"): Promise<unknown> => {
    const error: unknown = await find(domain).catch((thrown: unknown) => thrown);
    return error;
  };

  it.each([
    [
      "ca.crt",
      "nothing",
      "ca.crt cannot be used: there is no certificate in it",
      "BEGIN CERTIFICATE",
    ],
    [
      "ca.crt",
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
      "its certificate 1 is damaged",
      "PEM",
    ],
    ["lonely.key", "x", "the certificate for it, lonely.cert, is missing", "*.cert"],
    ["hosts.toml", 'ca = "gone.pem"', "gone.pem cannot be used: there is no such file", "exists"],
    ["hosts.toml", 'ca = "."', "it is not a file", "file"],
    ["big.crt", "x".repeat(1024 * 1024 + 1), "larger than 1 MiB", "right file"],
  ])("%s with %.40j is an error: %s", async (name, content, message, hint) => {
    await put(`first/r.example/${name}`, content);
    expect(await bad()).toMatchObject({
      code: "input_invalid",
      message: expect.stringContaining(message) as string,
      hint: expect.stringContaining(hint) as string,
    });
  });

  it("that do not belong together are an error, and so is a key with a passphrase or none", async () => {
    const [a, b] = [createCertificate(), createCertificate()];
    await put("first/r.example/c.cert", a.cert);
    const expectMessage = async (text: string): Promise<void> =>
      expect(await bad()).toMatchObject({ message: expect.stringContaining(text) as string });
    await expectMessage("there is no private key in it");
    await put("first/r.example/c.key", b.key);
    await expectMessage("its key is not that of");
    await put("first/r.example/c.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n");
    await expectMessage("its private key asks for a passphrase");
    await put("first/r.example/d.cert", a.cert);
    await expectMessage("c.cert beside it is a client's certificate already");
  });

  it.skipIf(process.getuid?.() === 0)("that may not be read are an error", async () => {
    await chmod(await put("first/r.example/ca.crt", "x"), 0);
    expect(await bad()).toMatchObject({
      message: expect.stringContaining("may not read") as string,
    });
  });
});
