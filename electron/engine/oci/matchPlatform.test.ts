import { describe, expect, test } from "vitest";
import type { Platform } from "../../../shared/oci/platform.ts";
import type { Host } from "./host.ts";
import { parsePlatform } from "./parsePlatform.ts";
import { matchesPlatform } from "./matchPlatform.ts";

const host: Host = { os: "linux", architecture: "amd64" };
const read = (text: string) => parsePlatform(text, host);

describe("matchesPlatform, as containerd's Any", () => {
  const amd64 = read("linux/amd64");
  test.each<[string, Platform, boolean]>([
    [
      "the same with the default variant",
      { architecture: "amd64", os: "linux", variant: "v1" },
      true,
    ],
    [
      "no fallback to a newer variant",
      { architecture: "amd64", os: "linux", variant: "v2" },
      false,
    ],
    ["no falling back to 386", { architecture: "386", os: "linux" }, false],
    ["aliases and capitals", { architecture: "x86_64", os: "Linux" }, true],
    ["no system is the host's", { architecture: "amd64", os: "" }, true],
    [
      "a feature that was not requested",
      { architecture: "amd64", os: "linux", "os.features": ["x"] },
      false,
    ],
    [
      "a version, which is ignored outside Windows",
      { architecture: "amd64", os: "linux", "os.version": "1" },
      true,
    ],
    ["unknown/unknown", { architecture: "unknown", os: "unknown" }, false],
  ])("linux/amd64: %s", (_why, candidate, expected) => {
    expect(matchesPlatform(amd64, candidate, host)).toBe(expected);
  });

  test.each([
    ["linux/arm", "linux/arm/v7", true],
    ["linux/arm/v7", "linux/arm/v6", false],
    ["linux/arm64", "linux/arm64/v8", true],
    ["linux/arm64/v8", "linux/arm64", true],
    ["linux/arm64/v9", "linux/arm64", false],
    ["linux(+a+b+c)/amd64", "linux(+c+a)/amd64", true],
    ["linux(+a)/amd64", "linux(+a+b)/amd64", false],
    ["linux(+a)/amd64", "linux/amd64", true],
    ["windows/amd64", "windows(10.0.17763.1+win32k)/amd64", true],
    ["windows(+win32k)/amd64", "windows/amd64", true],
    ["windows/amd64", "windows(+other)/amd64", false],
    ["linux/amd64", "linux(+win32k)/amd64", false],
  ])("%s, candidate %s: %s", (wanted, candidate, expected) => {
    expect(matchesPlatform(read(wanted), read(candidate), host)).toBe(expected);
  });

  test("ignores only the first win32k of a candidate", () => {
    const twice = { os: "windows", architecture: "amd64", "os.features": ["win32k", "win32k"] };
    expect(matchesPlatform(read("windows/amd64"), twice, host)).toBe(false);
    expect(matchesPlatform(read("windows(+win32k)/amd64"), twice, host)).toBe(true);
  });

  test.each([
    // host build, container build, runs
    ["10.0.20348", "", true],
    ["10.0.20348", "10.0.17763.1", false],
    ["10.0.20348", "10.0.20348.5", true],
    ["10.0.20348", "10.0.26100.1", false],
    ["10.0.20348", "10.0.22621", false],
    ["10.0.20348", "x", false],
    ["10.0.17763.9", "10.0.17763.1", true],
    ["10.0.17763.9", "10.0.17134.1", false],
    ["10.0.22621", "10.0.20348", true],
    ["10.0.22621", "10.0.20347", false],
    ["10.0.26100", "10.0.20348", true],
    ["10.0.26100", "10.0.25398", true],
    ["10.0.26200", "10.0.20348", false],
    ["10.0.26200", "10.0.26100", true],
    ["10.1.20348", "10.0.20348", false],
    ["11.0.20348", "10.0.20348", false],
    // A host with an invalid version matches everything.
    ["10.0", "10.0.1", true],
    ["10.0.99999", "10.0.1", true],
    ["300.0.1", "10.0.1", true],
  ])("Windows %s runs %j: %s", (wanted, version, expected) => {
    const candidate = { os: "windows", architecture: "amd64", "os.version": version };
    expect(
      matchesPlatform(
        { os: "windows", architecture: "amd64", "os.version": wanted },
        candidate,
        host,
      ),
    ).toBe(expected);
  });
});
