import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dockerConfigCredentials } from "./dockerConfig.ts";
import type { FoundCredential } from "./credential.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-docker-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const auth = (pair: string): { auth: string } => ({ auth: Buffer.from(pair).toString("base64") });

async function find(domain: string, config: unknown): Promise<FoundCredential | undefined> {
  const text = typeof config === "string" ? config : JSON.stringify(config);
  await writeFile(path.join(folder, "config.json"), text);
  const env = { DOCKER_CONFIG: folder, PATH: `${folder}:${process.env["PATH"] ?? ""}` };
  return await dockerConfigCredentials({ env }).find(domain);
}

/** The problems listed on the Registries page. */
async function problems(): Promise<readonly string[]> {
  const source = dockerConfigCredentials({ env: { DOCKER_CONFIG: folder } });
  return (await source.listAccounts()).problems.map(({ message }) => message);
}

/** Installs a helper program that prints the answer to `get ghcr.io`. */
async function installHelper(name: string, answer: string, status = 0): Promise<void> {
  const file = path.join(folder, `docker-credential-${name}`);
  await writeFile(path.join(folder, `${name}.answer`), answer);
  await writeFile(
    file,
    `#!/bin/sh\nread -r key\n[ "$1 $key" = "get ghcr.io" ] || exit 9\ncat "${folder}/${name}.answer"\nexit ${status}\n`,
  );
  await chmod(file, 0o755);
}

describe("auths", () => {
  it("returns the credential with its account and file", async () => {
    expect(await find("ghcr.io", { auths: { "ghcr.io": auth("ada:pa:ss") } })).toEqual({
      credential: { kind: "basic", username: "ada", password: "pa:ss" },
      account: "ada",
      source: path.join(folder, "config.json"),
    });
  });

  it.each([
    ["docker.io", "https://index.docker.io/v1/"],
    ["registry.example:5000", "https://registry.example:5000/v2/"],
    ["registry.example:5000", "registry.example:5000"],
  ])("finds %s under %s", async (domain, key) => {
    expect(await find(domain, { auths: { [key]: auth("ada:x") } })).toMatchObject({
      account: "ada",
    });
  });

  it.each([
    ["another host", "ghcr.io.example", { "ghcr.io": auth("ada:x") }],
    ["another port", "localhost:5001", { "localhost:5000": auth("ada:x") }],
    ["no password", "ghcr.io", { "ghcr.io": auth("ada:") }],
    ["nothing", "ghcr.io", { "ghcr.io": {} }],
  ])("finds none for %s", async (_, domain, auths) => {
    expect(await find(domain, { auths })).toBeUndefined();
  });

  it("tells identity tokens from registry tokens", async () => {
    const auths = { a: { identitytoken: "i" }, b: { registrytoken: "r" } };
    expect((await find("a", { auths }))?.credential).toEqual({ kind: "identityToken", token: "i" });
    expect((await find("b", { auths }))?.credential).toEqual({ kind: "registryToken", token: "r" });
  });
});

describe("config.json", () => {
  it("has no credentials if it is missing", async () => {
    const env = { DOCKER_CONFIG: path.join(folder, "nowhere") };
    expect(await dockerConfigCredentials({ env }).find("ghcr.io")).toBeUndefined();
  });

  it.each([
    "",
    " \n",
    "null",
    "{}",
    '{"auths":null,"credsStore":null,"credHelpers":null}',
    '{"auths":{"ghcr.io":null},"credHelpers":{"ghcr.io":null}}',
    '{"HttpHeaders":{"User-Agent":"x"},"plugins":{"a":{}},"auths":{"quay.io":{"email":null}}}',
  ])("has no credentials if it contains %j, as in Docker", async (text) => {
    expect(await find("ghcr.io", text)).toBeUndefined();
    expect(await problems()).toEqual([]);
  });

  it.each([
    ["a null entry beside it", '"quay.io":null,', ""],
    ["a null helper for its host", "", '"credHelpers":{"ghcr.io":null,"quay.io":""},'],
    ["fields in another case", "", '"AUTHS":{"old.example":{}},'],
  ])("accepts %s", async (_, entry, field) => {
    const text = `\uFEFF{${field}"auths":{${entry}"ghcr.io":{"Auth":"YWRhOng="}}} trailing {`;
    expect(await find("ghcr.io", text)).toMatchObject({ account: "ada" });
    expect(await problems()).toEqual([]);
  });

  it("uses the entry of a host whose helper is disabled, despite a store, as in Docker", async () => {
    await installHelper("test", "{}");
    const config = {
      auths: { "ghcr.io": auth("ada:x"), "quay.io": auth("leftover:x") },
      credHelpers: { "ghcr.io": null },
      credsStore: "test",
    };
    expect(await find("ghcr.io", config)).toMatchObject({ account: "ada" });
    const source = dockerConfigCredentials({ env: { DOCKER_CONFIG: folder } });
    const { accounts } = await source.listAccounts();
    expect(accounts.map(({ account }) => account)).toEqual(["ada"]);
  });

  it.each([
    ["an entry that is a string", '"quay.io":"x"', "it is not a JSON object"],
    ["an entry that is a list", '"quay.io":[]', "it is not a JSON object"],
    ["invalid base64", '"quay.io":{"auth":"%%%"}', 'its "auth" is not base64 of name:password'],
    ["base64 of no pair", '"quay.io":{"auth":"YWRh"}', 'its "auth" is not base64 of name:password'],
    ["an empty user name", '"quay.io":{"auth":"OmFkYQ=="}', 'its "auth" is not base64'],
    ["a number as password", '"quay.io":{"password":1}', 'its "password" is not a string'],
    ["a number as token", '"quay.io":{"identitytoken":1}', 'its "identitytoken" is not a string'],
  ])("skips and reports %s", async (_, entry, why) => {
    const text = `{"auths":{${entry},"ghcr.io":{"auth":"YWRhOng="}}}`;
    expect(await find("ghcr.io", text)).toMatchObject({ account: "ada" });
    expect(await find("quay.io", text)).toBeUndefined();
    expect(await problems()).toEqual([
      expect.stringContaining(
        `${path.join(folder, "config.json")} cannot be used: the entry "quay.io" of "auths": ${why}`,
      ),
    ]);
  });

  it.each([
    ['{"auths":{"ghcr.io":{"password":"hunter2"', "it is not JSON"],
    ['["hunter2"]', "it is not a JSON object"],
    ['"hunter2"', "it is not a JSON object"],
    ['{"auths":"hunter2"}', 'its "auths" is not a JSON object'],
    ['{"credsStore":["hunter2"]}', 'its "credsStore" is not a string'],
    ['{"credHelpers":["hunter2"]}', 'its "credHelpers" is not a JSON object'],
    ['{"credHelpers":{"u:hunter2@quay.io":1}}', 'the entry "quay.io" of "credHelpers": it is not'],
    ['{"auths":{"https://u:hunter2@quay.io/v1/":1}}', 'the entry "https://quay.io/v1/" of "auths"'],
  ])("ignores and reports %j without quoting it", async (text, why) => {
    expect(await find("ghcr.io", text)).toBeUndefined();
    const said = await problems();
    expect(said).toEqual([expect.stringContaining(why)]);
    expect(said.join()).not.toContain("hunter2");
  });

  it("reports that it is a folder", async () => {
    await mkdir(path.join(folder, "config.json"));
    const source = dockerConfigCredentials({ env: { DOCKER_CONFIG: folder } });
    expect(await source.find("ghcr.io")).toBeUndefined();
    expect(await problems()).toHaveLength(1);
  });
});

// The helpers are shell scripts.
describe.skipIf(process.platform === "win32")("credential helpers", () => {
  it("asks the helper for the host before looking at the file", async () => {
    await installHelper("test", '{"ServerURL":"ghcr.io","Username":"grace","Secret":"s"}');
    const config = { credHelpers: { "ghcr.io": "test" }, auths: { "ghcr.io": auth("ada:x") } };
    expect(await find("ghcr.io", config)).toEqual({
      credential: { kind: "basic", username: "grace", password: "s" },
      account: "grace",
      source: "docker-credential-test",
    });
  });

  it("returns an identity token for the user name <token>", async () => {
    await installHelper("test", '{"ServerURL":"ghcr.io","Username":"<token>","Secret":"s"}');
    const found = await find("ghcr.io", { credsStore: "test" });
    expect(found?.credential).toEqual({ kind: "identityToken", token: "s" });
  });

  it("finds nothing if the helper fails with its message for a missing credential", async () => {
    await installHelper("test", "credentials not found in native keychain\n", 1);
    expect(await find("ghcr.io", { credsStore: "test" })).toBeUndefined();
  });

  it.each([
    ["fails", "broken", 1],
    ["prints an invalid answer", "{}", 0],
  ])(
    "fails if the helper %s, without trying another source (CVE-2021-41092)",
    async (_, answer, status) => {
      await installHelper("test", answer, status);
      const config = { credsStore: "test", auths: { "ghcr.io": auth("ada:x") } };
      await expect(find("ghcr.io", config)).rejects.toMatchObject({ code: "credential_helper" });
    },
  );

  it.each(["../evil", "a b", "nowhere-to-be-found"])(
    "does not run a helper named %s",
    async (name) => {
      await expect(find("ghcr.io", { credsStore: name })).rejects.toMatchObject({
        code: "credential_helper",
      });
    },
  );
});
