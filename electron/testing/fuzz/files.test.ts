import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { array, constantFrom, jsonValue, oneof, record, string, tuple } from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { EngineError } from "../../engine/errors.ts";
import { dockerConfigCredentials } from "../../engine/stores/registry/auth/dockerConfig.ts";
import { parseHostsToml } from "../../engine/stores/registry/hosts/hostsToml.ts";
import { fuzz, texts } from "./fuzz.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "manifestry-fuzz-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

it("parses hosts.toml or throws an EngineError", async () => {
  const words = [
    "server",
    "host",
    "capabilities",
    "ca",
    "client",
    "skip_verify",
    "header",
    "override_path",
    "dial_timeout",
    " = ",
    '"https://registry.example"',
    '[host."https://mirror.example"]',
    '[host."http://m:5000".header]',
    '["pull", "resolve"]',
    '"pull"',
    "true",
    "1",
    '"1m30s"',
    '[["a", "b"]]',
    "\n",
    "\n",
    "\n",
    "[",
    "]",
    '"',
    "'",
    "=",
    ".",
    "{",
    "}",
    ",",
    "#",
    "Server",
    "SKIP-VERIFY",
    "__proto__",
    "\\u0000",
    "2020-01-01",
    '"""',
  ];
  const line = constantFrom(
    'server = "https://registry.example"',
    '[host."https://mirror.example"]',
    '[host."http://m:5000/v2"]',
    '[host."http://m:5000/v2".header]',
    'X-Token = ["a", "b"]',
    'capabilities = ["pull", "resolve"]',
    'ca = ["a.pem", "b.pem"]',
    'client = [["a", "b"]]',
    "skip_verify = true",
    "override_path = true",
    'dial_timeout = "1m30s"',
    "Unknown = { a = [1, 2020-01-01] }",
  );
  const files = array(oneof({ arbitrary: line, weight: 9 }, texts(words)), { maxLength: 8 });
  const share = await fuzz(
    oneof(
      texts(words),
      files.map((lines) => lines.join("\n")),
    ),
    (text) => {
      const hosts = parseHostsToml(text, "/certs.d/example/hosts.toml");
      expect(hosts.length).toBeGreaterThan(0);
      for (const { server } of hosts) {
        expect(server?.origin.username ?? "").toBe("");
      }
    },
  );
  expect(share).toBeGreaterThan(0.05);
}, 60_000);

const host = constantFrom(
  "registry.example",
  "https://index.docker.io/v1/",
  "https://registry.example/v1/",
  "__proto__",
  "",
);
const entry = oneof(
  jsonValue(),
  record(
    {
      auth: oneof(string(), constantFrom("YWRhOmh1bnRlcjI=", "YWRh", "Og==")),
      username: string(),
      password: string(),
      identitytoken: oneof(string(), constantFrom(null)),
    },
    { requiredKeys: [] },
  ),
);
const config = array(
  tuple(
    constantFrom("auths", "credHelpers", "HttpHeaders", "proxies", "__proto__"),
    oneof(
      array(tuple(host, entry), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
      jsonValue(),
    ),
  ),
  { maxLength: 4 },
).map((fields) => JSON.stringify(Object.fromEntries(fields)));
const broken = tuple(config, texts(['"', "{", "}", "\\", ",", ":", "null", "[", "\u0000"])).map(
  ([text, noise]) => text.slice(0, text.length / 2) + noise + text.slice(text.length / 2),
);

it("reads Docker's config or throws an EngineError without its content", async () => {
  const secret = "hunter2-not-to-be-seen";
  const file = path.join(folder, "config.json");
  const credentials = dockerConfigCredentials({
    env: { DOCKER_CONFIG: folder, PATH: folder },
    home: folder,
  });
  const hidden = ({ message, hint }: EngineError): void =>
    expect(`${message} ${hint}`).not.toContain(secret);
  const read = async (text: string): Promise<void> => {
    const end = text.length % 7 === 0 ? secret : "";
    await writeFile(file, text.replaceAll("hunter2", secret) + end);
    await credentials.find("registry.example");
    await credentials.find("docker.io");
    for (const problem of (await credentials.listAccounts()).problems) {
      hidden(problem);
    }
  };
  const share = await fuzz(oneof(config, broken), read, hidden);
  expect(share).toBeGreaterThan(0.05);
}, 300_000);
