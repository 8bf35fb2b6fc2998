import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CredentialSource, FoundCredential } from "./credential.ts";
import { chainCredentials, machineCredentials } from "./credentialChain.ts";
import { buildImage } from "../../../sample/buildImage.ts";
import { Stores } from "../../openStores.ts";
import { startRegistry } from "../../../../testing/registry/registry.ts";
import { seedImage } from "../../../../testing/registry/seedImage.ts";
import { createMemoryLogins, type SavedLogins } from "./savedLogins.ts";
import { loginHost } from "./credentialKeys.ts";

let home: string;
let env: Record<string, string>;
let logins: SavedLogins;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), "manifestry-home-"));
  env = { PATH: home, XDG_RUNTIME_DIR: path.join(home, "run") };
  logins = createMemoryLogins();
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

const auth = (name: string): { auth: string } => ({
  auth: Buffer.from(`${name}:secret-of-${name}`).toString("base64"),
});
const auths = (entries: Record<string, string>): { auths: unknown } => ({
  auths: Object.fromEntries(Object.entries(entries).map(([key, name]) => [key, auth(name)])),
});

async function put(file: string, content: unknown): Promise<void> {
  await mkdir(path.dirname(path.join(home, file)), { recursive: true });
  await writeFile(path.join(home, file), JSON.stringify(content));
}

/** Installs a helper program that prints these answers to `get` and `list`, and logs its calls. */
async function installHelper(
  name: string,
  answers: { get?: string; list?: string; status?: number },
): Promise<void> {
  const file = path.join(home, `docker-credential-${name}`);
  await writeFile(path.join(home, `${name}.get`), answers.get ?? "");
  await writeFile(path.join(home, `${name}.list`), answers.list ?? "{}");
  const script = `#!/bin/sh\necho "$1" >> "${home}/${name}.log"\ncat "${home}/${name}.$1"\nexit ${answers.status ?? 0}\n`;
  await writeFile(file, script);
  await chmod(file, 0o755);
}

function source(platform: NodeJS.Platform = "linux"): CredentialSource {
  return machineCredentials({ env, home, platform, logins });
}

async function find(
  domain: string,
  scope?: string,
  platform?: NodeJS.Platform,
): Promise<string | undefined> {
  const [repository, actions = ""] = scope?.split("@") ?? [];
  const wanted = repository === undefined ? undefined : { repository, actions: actions.split(",") };
  const found: FoundCredential | undefined = await source(platform).find(domain, wanted);
  return found && `${found.account} from ${found.source}`;
}

describe("machineCredentials", () => {
  it("looks in the app, the environment, Docker and Podman, in this order", async () => {
    await logins.save("ghcr.io", { kind: "basic", username: "app", password: "x" });
    env["DOCKER_AUTH_CONFIG"] = JSON.stringify(auths({ "ghcr.io": "env" }));
    await put(".docker/config.json", auths({ "ghcr.io": "docker" }));
    await put("run/containers/auth.json", auths({ "ghcr.io": "session" }));
    await put(".config/containers/auth.json", auths({ "ghcr.io": "podman" }));
    await put(".dockercfg", { "https://ghcr.io/v1/": auth("legacy") });
    const found: (string | undefined)[] = [await find("ghcr.io")];
    await logins.remove("ghcr.io");
    found.push(await find("ghcr.io"));
    delete env["DOCKER_AUTH_CONFIG"];
    for (const file of [
      ".docker/config.json",
      "run/containers/auth.json",
      ".config/containers/auth.json",
      ".dockercfg",
    ]) {
      found.push(await find("ghcr.io"));
      await rm(path.join(home, file));
    }
    expect([...found, await find("ghcr.io")]).toEqual([
      "app from a login made in Manifestry",
      "env from DOCKER_AUTH_CONFIG",
      "docker from ~/.docker/config.json",
      "session from run/containers/auth.json".replace("run", "~/run"),
      "podman from ~/.config/containers/auth.json",
      "legacy from ~/.dockercfg",
      undefined,
    ]);
  });

  // The helpers are shell scripts.
  it.skipIf(process.platform === "win32")(
    "stops at a source that fails (CVE-2021-41092)",
    async () => {
      await put(".docker/config.json", { credsStore: "broken" });
      await put("run/containers/auth.json", auths({ "ghcr.io": "podman" }));
      await installHelper("broken", { get: "keychain is locked", status: 1 });
      await expect(find("ghcr.io")).rejects.toMatchObject({
        code: "credential_helper",
        detail: "keychain is locked",
        hint: expect.stringContaining("~/.docker/config.json configures this helper") as string,
      });
    },
  );

  it.skipIf(process.platform === "win32")(
    "lists accounts from the files only, without running helpers, if asked to",
    async () => {
      await installHelper("slow", { list: '{"quay.io":"ada"}' });
      await put(".docker/config.json", { credsStore: "slow", credHelpers: { "ghcr.io": "slow" } });
      await put("run/containers/auth.json", {
        ...auths({ "r.example": "pod" }),
        credHelpers: { "gcr.io": "slow" },
      });
      const hosts = async (helpers: boolean): Promise<readonly string[]> =>
        (await source().listAccounts(helpers)).accounts.map(
          ({ host, account }) => `${host} ${account ?? "?"}`,
        );
      expect(await hosts(false)).toEqual(["ghcr.io ?", "gcr.io ?", "r.example pod"]);
      await expect(readFile(path.join(home, "slow.log"), "utf8")).rejects.toThrow("ENOENT");
      expect(await hosts(true)).toEqual(["ghcr.io ?", "quay.io ada", "gcr.io ?", "r.example pod"]);
    },
  );

  it("chains sources in order", async () => {
    const none: CredentialSource = {
      find: () => Promise.resolve(undefined),
      listAccounts: () => Promise.resolve({ accounts: [], problems: [] }),
    };
    await put(".docker/config.json", auths({ "ghcr.io": "docker" }));
    expect((await chainCredentials([none, source()]).find("ghcr.io"))?.account).toBe("docker");
  });
});

describe("DOCKER_AUTH_CONFIG", () => {
  it("finds Docker Hub under Docker's key, and hosts by their exact key only", async () => {
    env["DOCKER_AUTH_CONFIG"] = JSON.stringify(
      auths({ "https://index.docker.io/v1/": "hub", "https://ghcr.io": "no" }),
    );
    expect(await find("docker.io")).toBe("hub from DOCKER_AUTH_CONFIG");
    expect(await find("ghcr.io")).toBeUndefined();
  });

  it.each([
    ["invalid JSON", "{"],
    ["another field", JSON.stringify({ ...auths({ "ghcr.io": "env" }), credsStore: "x" })],
    ["another field of an entry", '{"auths":{"ghcr.io":{"auth":"YTpi","email":"a@b"}}}'],
    ["an entry without auth", '{"auths":{"ghcr.io":{}}}'],
    ["an entry that is not a pair", '{"auths":{"ghcr.io":{"auth":"YQ=="}}}'],
    ["text after it", `${JSON.stringify(auths({ "ghcr.io": "env" }))} {}`],
  ])("ignores a value with %s, and reports it without quoting it", async (_, value) => {
    env["DOCKER_AUTH_CONFIG"] = value;
    await put(".docker/config.json", auths({ "ghcr.io": "docker" }));
    expect(await find("ghcr.io")).toBe("docker from ~/.docker/config.json");
    const { problems } = await source().listAccounts();
    expect(problems.map(({ message }) => message)).toEqual([
      "The environment variable DOCKER_AUTH_CONFIG is ignored: Docker does not accept its value.",
    ]);
  });
});

describe("buildx's scoped folders", () => {
  const folder = (name: string): string => `.docker/buildx/config/${name}/config.json`;

  // Rows as in buildx `configprovider_test.go`, TestMatchesScopes.
  it.each([
    ["example.com/foo/bar@a,b", "foo/bar@pull", false],
    ["example.com/foo/bar@push", "foo/bar@pull,push", true],
    ["example.com/foo/bar@push", "foo/bar@pull", false],
    ["example.com/foo/bar@push", "foo/bar2@pull,push", false],
    ["example.com/foo/bar@push,pull", "foo/bar@pull,push", true],
    ["example.com/foo/bar@pull", "foo/bar@", false],
    ["example.com/foo/bar", "foo/bar@pull", true],
    ["example.com/foo/bar@", "foo/bar@pull", true],
    ["example.com/foo/bar", "foo/bar/more@pull", false],
    ["example.com@pull", "a@pull", true],
    ["example.com@push", "a@pull", false],
    ["example.com", "a@pull", true],
    ["example.com:5000", "a@pull", false],
    ["other.example", "a@pull", false],
  ])("matches %s for %s: %s", async (name, scope, matches) => {
    await put(folder(name), auths({ "example.com": "scoped" }));
    expect(await find("example.com", scope)).toBe(
      matches ? `scoped from ~/${folder(name)}` : undefined,
    );
  });

  it("prefers the repository to the host, and more actions to fewer", async () => {
    const names = ["example.com", "example.com@pull", "example.com/a", "example.com/a@pull"];
    await put(folder("example.com/a@pull,push"), auths({ "example.com": "last" }));
    for (const name of names) {
      await put(folder(name), auths({ "example.com": name }));
      expect(await find("example.com", "a@pull")).toBe(`${name} from ~/${folder(name)}`);
    }
    expect(await find("example.com", "a@pull,push")).toMatch(/^last /);
  });

  it("replaces Docker's config even if empty, but not for a lookup without a scope", async () => {
    await put(".docker/config.json", auths({ "example.com": "docker" }));
    await put(folder("example.com"), {});
    expect(await find("example.com", "a@pull")).toBeUndefined();
    expect(await find("example.com")).toBe("docker from ~/.docker/config.json");
  });

  it("finds Docker Hub under the host of its requests, and reads BUILDX_CONFIG", async () => {
    env["BUILDX_CONFIG"] = path.join(home, "bx");
    await put("bx/config/registry-1.docker.io/config.json", {
      auths: { "https://index.docker.io/v1/": auth("hub") },
    });
    expect(await find("docker.io", "library/a@pull")).toMatch(/^hub /);
  });
});

describe("registries that accept Docker Hub's credentials", () => {
  it.each(["dhi.io", "registry.scout.docker.com"])(
    "uses them for %s, unless it has its own",
    async (domain) => {
      await put(".docker/config.json", auths({ "https://index.docker.io/v1/": "hub" }));
      expect(await find(domain)).toMatch(/^hub /);
      await put(
        ".docker/config.json",
        auths({ "https://index.docker.io/v1/": "hub", [domain]: "own" }),
      );
      expect(await find(domain)).toMatch(/^own /);
    },
  );

  it("uses them for no other registry", async () => {
    await put(".docker/config.json", auths({ "https://index.docker.io/v1/": "hub" }));
    expect(await find("ghcr.io")).toBeUndefined();
    expect(await find("sub.dhi.io")).toBeUndefined();
  });
});

describe("Podman's files", () => {
  it("prefers the longest namespace, and uses a namespace for nothing else", async () => {
    await put(
      "run/containers/auth.json",
      auths({ "quay.io": "host", "quay.io/acme": "acme", "quay.io/acme/app": "app" }),
    );
    expect(await find("quay.io", "acme/app@pull")).toMatch(/^app /);
    expect(await find("quay.io", "acme/other@pull")).toMatch(/^acme /);
    expect(await find("quay.io", "acme2/app@pull")).toMatch(/^host /);
    await put("run/containers/auth.json", auths({ "quay.io/acme": "acme" }));
    expect(await find("quay.io", "else/app@pull")).toBeUndefined();
    expect(await find("quay.io")).toBeUndefined();
  });

  it.each(["docker.io", "index.docker.io", "https://index.docker.io/v1/", "registry-1.docker.io"])(
    "finds Docker Hub under %s",
    async (key) => {
      await put("run/containers/auth.json", auths({ [key]: "hub" }));
      expect(await find("docker.io", "library/a@pull")).toMatch(/^hub /);
    },
  );

  it("reads only the file that REGISTRY_AUTH_FILE names", async () => {
    env["REGISTRY_AUTH_FILE"] = path.join(home, "mine.json");
    await put("run/containers/auth.json", auths({ "quay.io": "session" }));
    await put(".dockercfg", { "quay.io": auth("legacy") });
    expect(await find("quay.io")).toBeUndefined();
    await put("mine.json", auths({ "quay.io": "mine" }));
    expect(await find("quay.io")).toBe("mine from ~/mine.json");
  });

  it("reads other files on macOS and with XDG_CONFIG_HOME", async () => {
    await put("run/containers/auth.json", auths({ "quay.io": "linux" }));
    await put(".config/containers/auth.json", auths({ "quay.io": "mac" }));
    expect(await find("quay.io", undefined, "darwin")).toMatch(/^mac /);
    env["XDG_CONFIG_HOME"] = path.join(home, "xdg");
    env["XDG_RUNTIME_DIR"] = path.join(home, "nowhere");
    await put("xdg/containers/auth.json", auths({ "quay.io": "xdg" }));
    expect(await find("quay.io")).toMatch(/^xdg /);
  });

  it.skipIf(process.platform === "win32")(
    "asks the helper for the host before looking at entries",
    async () => {
      await installHelper("pod", { get: '{"Username":"helped","Secret":"s"}' });
      await put("run/containers/auth.json", {
        ...auths({ "quay.io/acme": "acme" }),
        credHelpers: { "quay.io": "pod" },
      });
      expect(await find("quay.io", "acme/app@pull")).toBe("helped from docker-credential-pod");
      await installHelper("pod", { status: 1 });
      await expect(find("quay.io")).rejects.toMatchObject({ code: "credential_helper" });
    },
  );

  it("skips a file that cannot be read, and does not quote it", async () => {
    await put("run/containers/auth.json", "secret");
    await put(".config/containers/auth.json", auths({ "quay.io": "next" }));
    expect(await find("quay.io")).toBe("next from ~/.config/containers/auth.json");
    const { problems } = await source().listAccounts();
    expect(problems.map(({ message }) => message)).toEqual([
      "Some credentials in ~/run/containers/auth.json cannot be used: it is not a JSON object.",
    ]);
  });

  it("skips an invalid entry and uses the others", async () => {
    await put("run/containers/auth.json", {
      auths: { "quay.io/acme": { auth: "?" }, "quay.io": auth("host"), "ghcr.io": null },
    });
    expect(await find("quay.io", "acme/app@pull")).toBe("host from ~/run/containers/auth.json");
    const { accounts, problems } = await source().listAccounts();
    expect(accounts.map(({ host }) => host)).toEqual(["quay.io"]);
    expect(problems[0]?.message).toContain('the entry "quay.io/acme" of "auths"');
  });
});

describe("an invalid file", () => {
  it.each(["", "null", "{", '{"auths":{"a.example":null,"b.example":1}}'])(
    "allows anonymous pulls if Docker's config is %j",
    async (text) => {
      const registry = await startRegistry({ auth: { kind: "bearer" } });
      const image = buildImage({ platform: { os: "linux", architecture: "amd64" } });
      seedImage(registry, "acme/app", "1", image);
      await mkdir(path.join(home, ".docker"));
      await writeFile(path.join(home, ".docker/config.json"), text);
      const stores = new Stores({ credentials: source() });
      try {
        const store = stores.openRepository(`${registry.host}/acme/app`);
        const signal = new AbortController().signal;
        expect(await store.resolve({ tag: "1" }, signal)).toMatchObject({ digest: image.digest });
        expect(registry.tokenRequests).toHaveLength(1);
      } finally {
        await stores.close();
        await registry.close();
      }
    },
  );

  it("has no credentials for its scope, and is reported", async () => {
    await put(".docker/buildx/config/ghcr.io/acme/app/config.json", { auths: [] });
    expect(await find("ghcr.io", "acme/app@pull")).toBeUndefined();
    const { problems } = await source().listAccounts();
    expect(problems[0]?.message).toContain('/acme/app/config.json cannot be used: its "auths"');
  });
});

describe("credential helpers", () => {
  it.skipIf(process.platform === "win32")(
    "runs helpers outside of PATH, and adds their folders to PATH",
    async () => {
      await installHelper("away", {});
      await mkdir(path.join(home, ".local/bin"), { recursive: true });
      const script = `#!/bin/sh\ncase ":$PATH:" in *":${home}/.local/bin:"*) printf '{"Username":"away","Secret":"s"}';; esac\n`;
      await writeFile(path.join(home, ".local/bin/docker-credential-away"), script, {
        mode: 0o755,
      });
      env["PATH"] = "relative/bin";
      await put(".docker/config.json", { credHelpers: { "ghcr.io": "away" } });
      expect(await find("ghcr.io")).toBe("away from docker-credential-away");
    },
  );

  it.skipIf(process.platform === "win32")(
    "does not quote output that could contain a secret",
    async () => {
      await installHelper("odd", { get: '{"Username":"a","Secret":"hunter2"}', status: 1 });
      await put(".docker/config.json", { credsStore: "odd" });
      await expect(find("ghcr.io")).rejects.toMatchObject({ detail: undefined });
    },
  );

  it("finds none for a host named like a property of Object", async () => {
    await put(".docker/config.json", { credHelpers: {}, auths: {} });
    expect(await find("toString")).toBeUndefined();
    expect(await find("constructor")).toBeUndefined();
  });
});

describe("listAccounts", () => {
  it.skipIf(process.platform === "win32")(
    "lists hosts, user names and sources of all, without reading a secret",
    async () => {
      await logins.save(loginHost("https://Index.docker.io/v1/"), {
        kind: "basic",
        username: "app",
        password: "secret-of-app",
      });
      env["DOCKER_AUTH_CONFIG"] = JSON.stringify(auths({ "ghcr.io": "env" }));
      await installHelper("store", {
        list: '{"https://index.docker.io/v1/":"ada","https://index.docker.io/v1/access-token":"ada","r.example:5000":"<token>"}',
      });
      await installHelper("broken", { list: "no", status: 1 });
      await put(".docker/config.json", {
        ...auths({ "leftover.example": "no" }),
        credsStore: "store",
        credHelpers: { "ecr.example": "broken" },
      });
      await put(
        ".docker/buildx/config/example.com/a@pull/config.json",
        auths({ "example.com": "sc" }),
      );
      await put("run/containers/auth.json", auths({ "quay.io/acme": "pod", "docker.io": "hub" }));
      const { accounts, problems } = await source().listAccounts();
      expect(
        accounts.map(({ host, repository, actions, account, source: from, isSaved }) =>
          [
            host,
            repository ?? "*",
            actions.join(),
            account ?? "?",
            from,
            isSaved ? "saved" : "",
          ].join(" "),
        ),
      ).toEqual([
        "docker.io *  app a login made in Manifestry saved",
        "ghcr.io *  env DOCKER_AUTH_CONFIG ",
        "example.com a pull sc ~/.docker/buildx/config/example.com/a@pull/config.json ",
        "ecr.example *  ? docker-credential-broken ",
        "docker.io *  ada docker-credential-store ",
        "r.example:5000 *  ? docker-credential-store ",
        "quay.io acme  pod ~/run/containers/auth.json ",
        "docker.io *  hub ~/run/containers/auth.json ",
      ]);
      expect(problems.map(({ message }) => message)).toEqual([
        'The credential helper "broken" failed: it exited with 1.',
      ]);
      expect(JSON.stringify(accounts)).not.toMatch(/secret-of/);
      expect(await readFile(path.join(home, "store.log"), "utf8")).toBe("list\n");
    },
  );
});
