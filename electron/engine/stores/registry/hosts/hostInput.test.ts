import { describe, expect, it } from "vitest";
import { EngineError } from "../../../errors.ts";
import { nameInReferences, parseLoginScope, parseRegistryHost } from "./hostInput.ts";

describe("parseRegistryHost", () => {
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
    // The default on this machine is plain HTTP, so port 443 is not the default port.
    ["localhost:443", "localhost:443"],
    ["[::1]:443", "[::1]:443"],
    // Not a host of Docker Hub.
    ["docker.io:443", "docker.io:443"],
  ])("parses %j as %s", (typed, host) => {
    expect(parseRegistryHost(typed)).toBe(host);
  });
});

describe("an invalid host", () => {
  const hintFor = (typed: string): string => {
    try {
      return `accepted as ${parseRegistryHost(typed)}`;
    } catch (error) {
      if (!(error instanceof EngineError)) {
        throw error;
      }
      expect(error.code).toBe("input_invalid");
      expect(error.message).toMatch(/is not the host of a registry\.$/);
      return error.hint ?? "";
    }
  };

  it.each([
    ["", /is not a domain/],
    ["https://", /is not a domain/],
    ["ghcr.io/acme", /Enter only the host: ghcr\.io\./],
    ["https://ghcr.io/v2/?n=1", /Enter only the host: ghcr\.io\./],
    ["oci://ghcr.io", /Enter only the host/],
    ["octocat:secret@ghcr.io", /without a user name/],
    ["my registry", /contains a space/],
    ["harbor_1", /contains "_"/],
    ["harbor:", /ends with a colon/],
    ["harbor:latest", /has an invalid port/],
    ["harbor:70000", /at most 65535/],
    ["127.1", /is not a valid address/],
    ["2001:db8::1", /no port|more than one colon/],
    ["a".repeat(300), /is not a domain/],
    ["harbor\\acme", /Enter only the host: harbor\./],
  ])("rejects %j with a hint", (typed, hint) => {
    expect(hintFor(typed)).toMatch(hint);
  });

  it("does not quote a password", () => {
    expect(() => parseRegistryHost("octocat:secret@ghcr.io")).toThrow(/^"ghcr\.io"/);
  });
});

describe("parseLoginScope", () => {
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
  ])("parses %j as host %s, domain %s, repository %s", (typed, host, domain, repository) => {
    expect(parseLoginScope(typed)).toEqual({ host, domain, repository });
  });

  it.each([
    ["ghcr.io/acme/app:1.0", /without tag and digest: ghcr\.io\/acme\/app\./],
    [`ghcr.io/acme/app@sha256:${"a".repeat(64)}`, /without tag and digest/],
    ["ghcr.io/Acme", /capital letters/],
    ["ghcr.io/acme//app", /empty/],
    ["ghcr.io/../app", /begins with/],
    ["ghcr.io/acme?x=1", /contains "\?"/],
    ["ghcr.io\\acme", /contains "\\\\"/],
    [`ghcr.io/${"a".repeat(256)}`, /255 characters/],
    ["octocat:secret@ghcr.io/acme", /without a user name/],
  ])("rejects %j", (typed, hint) => {
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
])("nameInReferences returns the domain of references to %s: %s", (host, name) => {
  expect(nameInReferences(host)).toBe(name);
});
