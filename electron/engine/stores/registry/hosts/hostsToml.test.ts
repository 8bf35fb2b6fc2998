import { array, assert, constantFrom, oneof, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { EngineError } from "../../../errors.ts";
import { parseHostsToml, type HostEntry } from "./hostsToml.ts";

const file = "/etc/containerd/certs.d/docker.io/hosts.toml";
const parse = (text: string): readonly HostEntry[] => parseHostsToml(text, file);
const only = (text: string): HostEntry | undefined => parse(text).at(-1);

function failure(text: string): EngineError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof EngineError) {
      return error;
    }
    throw error;
  }
  throw new Error("the file was accepted");
}

describe("a valid file", () => {
  it("reads containerd's own example", () => {
    const entries = parse(`
server = "https://registry-1.docker.io"    # Exclude this to not use upstream

[host."https://public-mirror.example.com"]
  capabilities = ["pull"]
[host."https://docker-mirror.internal"]
  capabilities = ["pull", "resolve"]
  ca = "docker-mirror.crt"                 # Or absolute path /etc/containerd/certs.d/docker.io/docker-mirror.crt
[host."http://plain.internal:5000/cache/"]
  capabilities = ["Pull", "RESOLVE", "push"]
  ca = ["a.pem", "/abs/b.pem"]
  client = [["client.cert", "client.key"]]
  skip_verify = true
  override_path = true
  dial_timeout = "1m1.5s"
  [host."http://plain.internal:5000/cache/".header]
    x-custom-1 = "custom header"
    X-Custom-2 = ["a", "b"]
`);
    expect(entries.map(({ server }) => server?.origin.href)).toEqual([
      "https://public-mirror.example.com/",
      "https://docker-mirror.internal/",
      "http://plain.internal:5000/",
      "https://registry-1.docker.io/",
    ]);
    expect(entries[1]?.ca).toEqual(["/etc/containerd/certs.d/docker.io/docker-mirror.crt"]);
    expect(entries[2]).toEqual({
      server: { origin: new URL("http://plain.internal:5000/"), overridePath: "/cache" },
      capabilities: new Set(["pull", "resolve", "push"]),
      ca: ["/etc/containerd/certs.d/docker.io/a.pem", "/abs/b.pem"],
      client: {
        cert: "/etc/containerd/certs.d/docker.io/client.cert",
        key: "/etc/containerd/certs.d/docker.io/client.key",
      },
      skipVerify: true,
      headers: { "x-custom-1": ["custom header"], "x-custom-2": ["a", "b"] },
      dialTimeout: 61_500,
    });
  });

  it("accepts an empty file", () => {
    expect(parse("")).toHaveLength(1);
    expect(only("")).toMatchObject({ server: undefined, skipVerify: false, headers: {} });
    expect([...(only("")?.capabilities ?? [])]).toEqual(["pull", "resolve", "push"]);
  });

  it.each([
    ['server = "registry.example:5000"', "https://registry.example:5000", undefined],
    ['server = "localhost:5000"', "https://localhost:5000", undefined],
    ['server = "http.example"', "https://http.example", undefined],
    ['server = "https://a.example/v2"', "https://a.example", undefined],
    ['server = "https://a.example/v2/"', "https://a.example", undefined],
    ['server = "https://a.example/cache"', "https://a.example", "/cache/v2"],
    ['server = "https://a.example/cache/v2"', "https://a.example", "/cache/v2"],
    ['server = "https://a.example//x"\noverride_path = true', "https://a.example", "/x"],
    ['server = "https://a.example"\noverride_path = true', "https://a.example", ""],
    ['Server = "https://a.example"', "https://a.example", undefined],
  ])("reads the server of %j: %s, API root %j", (text, origin, overridePath) => {
    expect(only(text)?.server).toEqual({ origin: new URL(origin), overridePath });
  });

  it.each([
    ['client = "both.pem"', "both.pem", undefined],
    ['client = ["both.pem"]', "both.pem", undefined],
    ['client = [["both.pem", ""]]', "both.pem", undefined],
    ['client = [["a", "b"]]', "a", "b"],
  ])("reads the client certificate of %s", (text, cert, key) => {
    const beside = (name: string): string => `/etc/containerd/certs.d/docker.io/${name}`;
    expect(only(text)?.client).toEqual({ cert: beside(cert), key: key && beside(key) });
  });

  it.each([
    ["300ms", 300],
    ["5s", 5000],
    [".5s", 500],
    ["1.s", 1000],
    ["1h", 3_600_000],
    ["1ns", 1],
    ["9999999h", 2 ** 31 - 1],
  ])("reads dial_timeout = %j as %i ms", (text, milliseconds) => {
    expect(only(`dial_timeout = "${text}"`)?.dialTimeout).toBe(milliseconds);
  });

  it("accepts a host without an address", () => {
    const entries = parse('server = "https://a.example"\n[host.""]\nskip_verify = true');
    expect(entries.map(({ server }) => server?.origin.host)).toEqual([undefined, "a.example"]);
  });

  it("ignores keys of a later containerd", () => {
    expect(only("rewrite_rules = { a = 1 }\n[plugin.x]\ny = 2020-01-01")).toBeDefined();
  });
});

describe("an invalid file", () => {
  it.each([
    ["server = ", "invalid TOML at line 1", ""],
    ['a = 1\nserver "x"', "invalid TOML at line 2", ""],
    ["server = 5", '"server"', "https://registry.example:5000"],
    ['server = "ftp://a.example"', '"server"', "https://registry.example:5000"],
    ['server = "https://"', '"server"', "https://registry.example:5000"],
    ['server = "https://a b"', '"server"', "https://registry.example:5000"],
    ['server = "https://ada:hunter2@a.example"', "name or password", "Log in"],
    ['[host."https://ada:hunter2@m.example/x"]', 'host."https://m.example/x"', "Log in"],
    ['[host."ada:hunter2@m.example"]\nca = 1', 'host."m.example".ca', "name of a file"],
    ['server = "https://a.example?x=1"', "more than a host and a path", "https://"],
    ['[host."https://m"]\ncapabilities = "pull"', 'host."https://m".capabilities', '"resolve"'],
    ['capabilities = ["pul"]', '"capabilities"', '"pull"'],
    ["capabilities = [1]", '"capabilities"', '"pull"'],
    ["ca = 1", '"ca"', "name of a file"],
    ["ca = [[]]", '"ca"', "name of a file"],
    ['client = [["a"]]', '"client"', "client.key"],
    ['client = [["a", "b"], ["c", "d"]]', '"client"', "one certificate"],
    ["client = {}", '"client"', "client.key"],
    ['skip_verify = "yes"', '"skip_verify"', "true or false"],
    ["skip-verify = true", 'key "skip-verify"', '"skip_verify"'],
    ['[host."https://m"]\noverridePath = true', 'host."https://m".overridePath', '"override_path"'],
    ["header = 1", '"header"', "names with a string"],
    ["header = { a = 1 }", '"header.a"', "a list of strings"],
    ['header = { "a b" = "x" }', '"header"', "names with a string"],
    ['header = { a = "x\\ny: z" }', '"header.a"', "one line"],
    ['header = { Host = "x" }', '"header.Host"', "Remove it"],
    ['dial_timeout = "5"', '"dial_timeout"', '"5s"'],
    ["dial_timeout = 5", '"dial_timeout"', '"5s"'],
    ["host = 1", '"host"', '[host."https://mirror.example"]'],
    ["[host]\na = 1", 'host."a"', "keys below it"],
    ["[[host]]\na = 1", '"host"', '[host."https://mirror.example"]'],
    [`a = ${"[".repeat(500)}`, "invalid TOML", ""],
  ])("rejects %j with the file, the key and the expected value", (text, place, right) => {
    const error = failure(text);
    expect(error.code).toBe("input_invalid");
    expect(error.message).toContain(`Cannot use ${file}: `);
    expect(error.message).toContain(place);
    expect(error.hint).toContain(right);
    expect(error.message + error.hint).not.toContain("hunter2");
  });
});

describe("any text", () => {
  const words =
    'server host ca client header skip_verify capabilities __proto__ constructor dial_timeout [ ] [[ { } = . , # true 1e9 " \' \\ """ "5s" "pull" "https://a.example" 1979-05-27';
  const word = constantFrom("\n", " ", ...words.split(" "));

  /** The number of entries read, or 1 for an EngineError. Any other error is rethrown. */
  function outcome(text: string): number {
    try {
      return parse(text).length;
    } catch (error) {
      if (error instanceof EngineError) {
        return 1;
      }
      throw error;
    }
  }

  it("is parsed or rejected with an EngineError", () => {
    const texts = oneof(
      string(),
      array(word, { maxLength: 60 }).map((all) => all.join("")),
    );
    assert(
      property(texts, (text) => {
        expect(outcome(text)).toBeGreaterThan(0);
      }),
      { numRuns: 3000 },
    );
    expect(({} as Record<string, unknown>)["a"]).toBeUndefined();
  });
});
