import { describe, expect, it } from "vitest";
import { findRuleForName, isTagPattern, parseRuleRegistry } from "./overwriteRules.ts";

describe("findRuleForName", () => {
  it.each([
    ["v*", "ghcr.io/acme/app:v1.4", true],
    ["v*", "ghcr.io/acme/app:v", true],
    ["v*", "ghcr.io/acme/app:1.4-v2", false],
    ["V*", "ghcr.io/acme/app:v1", false],
    ["*.*.*", "ghcr.io/acme/app:1.4.0", true],
    ["*.*.*", "ghcr.io/acme/app:1.4", false],
    ["*", "localhost:5000/app:latest", true],
    ["1.*.1", "ghcr.io/acme/app:1.1", false],
    ["a*bc*c", "ghcr.io/acme/app:abcc", true],
    ["a*bc*c", "ghcr.io/acme/app:abc", false],
    ["latest", "ghcr.io/acme/app:latest", true],
    ["1.0", "ghcr.io/acme/app:1x0", false],
    ["1.*", "oci-layout:///srv/images:1.0", true],
    ["1.*", "oci-layout:///srv/images:localhost:5000/acme/app:1.0", true],
    ["*", "ghcr.io/acme/app@sha256:00", false],
    ["v*", "ghcr.io/acme/app:v1@sha256:00", true],
  ])("with the pattern %s, %s is protected: %s", (pattern, name, isFound) => {
    const rules = { tags: [pattern], registries: [] };
    expect(findRuleForName(name, rules)).toEqual(
      isFound ? { kind: "tag", text: pattern } : undefined,
    );
  });

  it.each([
    ["ghcr.io", "ghcr.io/acme/app:1", true],
    ["ghcr.io", "ghcr.io.example/acme/app:1", false],
    ["ghcr.io", "GHCR.io:443/acme/app:1", true],
    ["localhost", "localhost:5000/app:1", false],
    ["localhost:5000", "localhost:5000/app:1", true],
    ["ghcr.io/acme", "ghcr.io/acme/app:1", true],
    ["ghcr.io/acme", "ghcr.io/acme-two/app:1", false],
    ["ghcr.io/acme/app", "ghcr.io/acme/app:1", true],
    ["ghcr.io/acme/app", "ghcr.io/acme/app2:1", false],
    ["docker.io/alpine", "docker.io/library/alpine:1", true],
    ["docker.io/alpine", "docker.io/library/alpine-two:1", false],
    ["docker.io/acme", "docker.io/acme/app:1", true],
    ["docker.io/library", "docker.io/library/alpine:1", true],
    ["docker.io", "registry-1.docker.io/library/alpine:1", true],
    ["docker.io/alpine", "index.docker.io:443/alpine:1", true],
    ["docker.io", "registry-1.docker.io:5000/library/alpine:1", false],
    ["registry-1.docker.io", "registry-1.docker.io/library/alpine:1", true],
    ["registry-1.docker.io", "docker.io/library/alpine:1", true],
    ["ghcr.io", "ghcr.io:0443/a/b:1", true],
    ["ghcr.io:443", "ghcr.io/a/b:1", true],
    ["localhost:5000", "localhost:05000/app:1", true],
    ["[::1]:5000", "[0:0:0::0001]:5000/app:1", true],
    ["[2001:DB8::0:1]", "[2001:db8:0:0:0:0:0:1]:443/app:1", true],
    ["[2001:db8::1]/acme", "[2001:db8::2]/acme/app:1", false],
  ])("with the registry %s, %s is protected: %s", (registry, name, isFound) => {
    const rules = { tags: [], registries: [registry] };
    expect(findRuleForName(name, rules)).toEqual(
      isFound ? { kind: "registry", text: registry } : undefined,
    );
  });

  it("takes no time for a pattern of many stars", () => {
    const rules = { tags: [`${"*a".repeat(60)}*b`], registries: [] };
    expect(findRuleForName(`ghcr.io/acme/app:${"a".repeat(127)}`, rules)).toBeUndefined();
  });
});

it.each([
  ["ghcr.io", "ghcr.io"],
  [" https://GHCR.io/Acme/ ", "ghcr.io/acme"],
  ["ghcr.io:443/acme/*", "ghcr.io/acme"],
  ["index.docker.io/library", "docker.io/library"],
  ["localhost", "localhost"],
  ["registry.example:5000/a/b_c", "registry.example:5000/a/b_c"],
  ["[::1]:5000", "[::1]:5000"],
  ["[2001:0DB8:0::1]/acme", "[2001:db8::1]/acme"],
  ["[1:2]:5000", undefined],
  ["ghcr.io:0443/acme", "ghcr.io/acme"],
  ["acme/app", undefined],
  ["ghcr.io/acme:1", undefined],
  ["ghcr.io/a b", undefined],
  ["", undefined],
])("parses the registry %s as %s", (text, parsed) => {
  expect(parseRuleRegistry(text)).toBe(parsed);
});

it.each([
  ["v*", true],
  ["*.*.*", true],
  ["1.0_rc-2", true],
  ["", false],
  ["-1", false],
  ["v 1", false],
  ["acme/app:v1", false],
])("takes %s as a pattern: %s", (text, isPattern) => {
  expect(isTagPattern(text)).toBe(isPattern);
});
