import { describe, expect, it } from "vitest";
import { EngineError } from "../../../errors.ts";
import { nameInReferences, parseLoginScope, parseRegistryHost } from "./hostInput.ts";

describe("the host typed is the host, as with docker login", () => {
  it.each([
    ["harbor", "harbor"],
    ["HARBOR", "harbor"],
    ["http://harbor/", "harbor"],
    ["https://harbor:8443/v2/", "harbor:8443"],
    [" ghcr.io ", "ghcr.io"],
    ["HTTPS://GHCR.IO", "ghcr.io"],
    ["localhost:5000/", "localhost:5000"],
    ["10.0.0.7:5000", "10.0.0.7:5000"],
    ["[2001:DB8::1]:5000", "[2001:db8::1]:5000"],
    ["docker.io", "docker.io"],
    ["https://index.docker.io/v1/", "docker.io"],
    ["registry-1.docker.io", "docker.io"],
    ["library", "library"],
    ["harbor:443", "harbor"],
    ["HTTPS://GHCR.io:443/v2/", "ghcr.io"],
    ["10.0.0.7:443", "10.0.0.7"],
    // On this machine, plain HTTP goes without saying, and another port.
    ["localhost:443", "localhost:443"],
    ["[::1]:443", "[::1]:443"],
    // No server of Docker Hub's registry.
    ["docker.io:443", "docker.io:443"],
  ])("%j is %s", (typed, host) => {
    expect(parseRegistryHost(typed)).toBe(host);
  });
});

describe("what no registry can have as its host is refused", () => {
  const hintFor = (typed: string): string => {
    try {
      return `taken as ${parseRegistryHost(typed)}`;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      expect(error.code).toBe("input_invalid");
      expect(error.message).toMatch(/is not the host of a registry\.$/);
      return error.hint ?? "";
    }
  };

  it.each([
    ["", /is no domain/],
    ["https://", /is no domain/],
    ["ghcr.io/acme", /Write the host alone: ghcr\.io\./],
    ["https://ghcr.io/v2/?n=1", /Write the host alone: ghcr\.io\./],
    ["oci://ghcr.io", /Write the host alone/],
    ["octocat:secret@ghcr.io", /without an account/],
    ["my registry", /has a space/],
    ["harbor_1", /has "_"/],
    ["harbor:", /ends in a colon/],
    ["harbor:latest", /is no port/],
    ["harbor:70000", /up to 65535/],
    ["127.1", /No server can have the address/],
    ["2001:db8::1", /no port|more than one colon/],
    ["a".repeat(300), /is no domain/],
    ["harbor\\acme", /Write the host alone: harbor\./],
  ])("%j", (typed, hint) => {
    expect(hintFor(typed)).toMatch(hint);
  });

  it("quotes no password", () => {
    expect(() => parseRegistryHost("octocat:secret@ghcr.io")).toThrow(/^"ghcr\.io"/);
  });
});

describe("what a login is for", () => {
  it.each([
    ["ghcr.io", "ghcr.io", "ghcr.io", undefined],
    ["https://index.docker.io/v1/", "docker.io", "docker.io", undefined],
    ["ghcr.io/acme", "ghcr.io", "ghcr.io", "acme"],
    ["https://GHCR.io/acme/team/app/", "ghcr.io", "ghcr.io", "acme/team/app"],
    ["ghcr.io:443/acme", "ghcr.io", "ghcr.io:443", "acme"],
    ["harbor/acme", "harbor", "harbor:443", "acme"],
    ["harbor:443/acme", "harbor", "harbor:443", "acme"],
    ["localhost:5000/my_app", "localhost:5000", "localhost:5000", "my_app"],
    ["registry-1.docker.io/library", "docker.io", "docker.io", "library"],
  ])("%j is for %s, asked as %s, %s", (typed, host, domain, repository) => {
    expect(parseLoginScope(typed)).toEqual({ host, domain, repository });
  });

  it.each([
    ["ghcr.io/acme/app:1.0", /without tag and digest: ghcr\.io\/acme\/app\./],
    [`ghcr.io/acme/app@sha256:${"a".repeat(64)}`, /without tag and digest/],
    ["ghcr.io/Acme", /capital letters/],
    ["ghcr.io/acme//app", /empty/],
    ["ghcr.io/../app", /begins with/],
    ["ghcr.io/acme?x=1", /has "\?" in it/],
    ["ghcr.io\\acme", /has "\\\\" in it/],
    [`ghcr.io/${"a".repeat(256)}`, /255 characters/],
    ["octocat:secret@ghcr.io/acme", /without an account/],
  ])("%j is refused", (typed, hint) => {
    expect(() => parseLoginScope(typed)).toThrow(
      expect.objectContaining({
        code: "input_invalid",
        hint: expect.stringMatching(hint) as string,
      }),
    );
  });
});

it.each([
  ["harbor", "harbor:443"],
  ["harbor:8080", "harbor:8080"],
  ["harbor.local", "harbor.local"],
  ["localhost", "localhost"],
  ["[::1]", "[::1]"],
])("references write %s as %s", (host, name) => {
  expect(nameInReferences(host)).toBe(name);
});
