import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EngineError } from "../errors.ts";
import type { Host } from "./host.ts";
import { parsePlatform } from "./parsePlatform.ts";
import { formatPlatform, formatPlatformAll } from "./formatPlatform.ts";
import { normalizePlatform } from "./normalizePlatform.ts";
import { platformArbitrary } from "../../testing/platformArbitrary.ts";

const host: Host = { os: "linux", architecture: "amd64" };
const read = (text: string) => parsePlatform(text, host);

/** Results of containerd/platforms on a linux/amd64 host, recorded in the registry client's reference, appendix D. */
describe("parses and formats as containerd does", () => {
  test.each([
    // typed, os, architecture, variant, short, whole, whole after normalising
    ["linux/arm64/v8", "linux", "arm64", "v8", "linux/arm64/v8", "linux/arm64/v8", "linux/arm64"],
    ["linux/arm64/8", "linux", "arm64", "v8", "linux/arm64/v8", "linux/arm64/v8", "linux/arm64"],
    ["linux/arm64/v8.0", "linux", "arm64", "v8", "linux/arm64/v8", "linux/arm64/v8", "linux/arm64"],
    [
      "linux/arm64/v8.1",
      "linux",
      "arm64",
      "v8.1",
      "linux/arm64/v8.1",
      "linux/arm64/v8.1",
      "linux/arm64/v8.1",
    ],
    ["linux/arm64/9", "linux", "arm64", "v9", "linux/arm64/v9", "linux/arm64/v9", "linux/arm64/v9"],
    [
      "linux/arm64/v9.0",
      "linux",
      "arm64",
      "v9",
      "linux/arm64/v9",
      "linux/arm64/v9",
      "linux/arm64/v9",
    ],
    ["linux/arm64", "linux", "arm64", undefined, "linux/arm64", "linux/arm64", "linux/arm64"],
    ["linux/arm", "linux", "arm", undefined, "linux/arm", "linux/arm", "linux/arm/v7"],
    ["linux/arm/7", "linux", "arm", "v7", "linux/arm/v7", "linux/arm/v7", "linux/arm/v7"],
    ["linux/arm/v7", "linux", "arm", "v7", "linux/arm/v7", "linux/arm/v7", "linux/arm/v7"],
    ["linux/arm/8", "linux", "arm", "v8", "linux/arm/v8", "linux/arm/v8", "linux/arm/v8"],
    ["linux/armhf/v6", "linux", "arm", "v7", "linux/arm/v7", "linux/arm/v7", "linux/arm/v7"],
    ["linux/armhf", "linux", "arm", undefined, "linux/arm", "linux/arm", "linux/arm/v7"],
    ["linux/armel", "linux", "arm", "v6", "linux/arm/v6", "linux/arm/v6", "linux/arm/v6"],
    ["linux/armel/v7", "linux", "arm", "v6", "linux/arm/v6", "linux/arm/v6", "linux/arm/v6"],
    ["linux/amd64/v1", "linux", "amd64", undefined, "linux/amd64", "linux/amd64", "linux/amd64"],
    [
      "linux/amd64/v2",
      "linux",
      "amd64",
      "v2",
      "linux/amd64/v2",
      "linux/amd64/v2",
      "linux/amd64/v2",
    ],
    [
      "linux/AMD64/V3",
      "linux",
      "amd64",
      "v3",
      "linux/amd64/v3",
      "linux/amd64/v3",
      "linux/amd64/v3",
    ],
    ["linux/x86-64", "linux", "amd64", undefined, "linux/amd64", "linux/amd64", "linux/amd64"],
    ["linux/i386/foo", "linux", "386", undefined, "linux/386", "linux/386", "linux/386"],
    ["linux/386", "linux", "386", undefined, "linux/386", "linux/386", "linux/386"],
    ["LINUX/aarch64", "linux", "arm64", undefined, "linux/arm64", "linux/arm64", "linux/arm64"],
    ["macos/arm64", "darwin", "arm64", undefined, "darwin/arm64", "darwin/arm64", "darwin/arm64"],
    ["wasi/wasm", "wasi", "wasm", undefined, "wasi/wasm", "wasi/wasm", "wasi/wasm"],
    ["wasm", "linux", "wasm", undefined, "linux/wasm", "linux/wasm", "linux/wasm"],
    [
      "unknown/unknown",
      "unknown",
      "unknown",
      undefined,
      "unknown/unknown",
      "unknown/unknown",
      "unknown/unknown",
    ],
    [
      "linux/riscv64/rva20",
      "linux",
      "riscv64",
      "rva20",
      "linux/riscv64/rva20",
      "linux/riscv64/rva20",
      "linux/riscv64/rva20",
    ],
    ["linux()/amd64", "linux", "amd64", undefined, "linux/amd64", "linux/amd64", "linux/amd64"],
    ["freebsd", "freebsd", "amd64", undefined, "freebsd/amd64", "freebsd/amd64", "freebsd/amd64"],
    ["android/arm", "android", "arm", undefined, "android/arm", "android/arm", "android/arm/v7"],
    [
      "linux/ppc64el",
      "linux",
      "ppc64el",
      undefined,
      "linux/ppc64el",
      "linux/ppc64el",
      "linux/ppc64el",
    ],
    [
      "linux/mips64el",
      "linux",
      "mips64el",
      undefined,
      "linux/mips64el",
      "linux/mips64el",
      "linux/mips64el",
    ],
    ["linux/.", "linux", ".", undefined, "linux", "linux", "linux"],
  ] as const)("%s", (text, os, architecture, variant, short, whole, normal) => {
    const platform = read(text);
    expect(platform).toEqual({ os, architecture, ...(variant === undefined ? {} : { variant }) });
    expect(formatPlatform(platform)).toBe(short);
    expect(formatPlatformAll(platform)).toBe(whole);
    expect(formatPlatformAll(normalizePlatform(platform, host))).toBe(normal);
  });

  test.each([
    // typed, version, features as typed, short, whole
    [
      "windows(10.0.17763.1)/amd64",
      "10.0.17763.1",
      undefined,
      "windows/amd64",
      "windows(10.0.17763.1)/amd64",
    ],
    ["windows(+win32k)/amd64", undefined, ["win32k"], "windows/amd64", "windows(+win32k)/amd64"],
    [
      "windows(10.0.1+win32k)/amd64",
      "10.0.1",
      ["win32k"],
      "windows/amd64",
      "windows(10.0.1+win32k)/amd64",
    ],
    ["linux(+b+a+a)/amd64", undefined, ["b", "a", "a"], "linux/amd64", "linux(+a+b)/amd64"],
    [
      "linux(1%2F2+x%2By%25%28%29)/arm/v6",
      "1/2",
      ["x+y%()"],
      "linux/arm/v6",
      "linux(1%2F2+x%2By%25%28%29)/arm/v6",
    ],
  ])("%s", (text, version, features, short, whole) => {
    const platform = read(text);
    expect(platform["os.version"]).toBe(version);
    expect(platform["os.features"]).toEqual(features);
    expect(formatPlatform(platform)).toBe(short);
    expect(formatPlatformAll(platform)).toBe(whole);
    expect(formatPlatformAll(normalizePlatform(platform, host))).toBe(whole);
  });

  test.each([
    ["unknown", /unknown operating system or architecture/],
    ["linux/amd64/", /invalid component/],
    ["linux//", /invalid component/],
    ["linux/", /invalid component/],
    ["", /invalid OS component/],
    ["/amd64", /invalid OS component/],
    ["linux/amd64/v2/x", /cannot parse platform specifier/],
    ["linux/a*", /wildcards/],
    ["linux /amd64", /invalid OS component/],
    ["linux/amd64 ", /invalid component/],
    ["linux(a%zz)/amd64", /URL escape/],
    ["linux(/amd64", /invalid OS component/],
    ["linux(a+)/amd64", /invalid OS component/],
    ["lin.ux/amd64", /invalid OS component/],
    ["x".repeat(600), /too long/],
  ])("rejects %j", (text, message) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({
        code: "platform_invalid",
        message: expect.stringMatching(message) as string,
        hint: expect.stringMatching(/\.$/) as string,
      }),
    );
  });
});

test("rejects four parts with containerd's message", () => {
  expect(() => read("linux/amd64/v1/x")).toThrow(
    '"linux/amd64/v1/x": cannot parse platform specifier: invalid argument',
  );
});

test("completes a single word from the host", () => {
  const mac: Host = { os: "darwin", architecture: "arm64" };
  expect(parsePlatform("linux", mac)).toEqual({ os: "linux", architecture: "arm64" });
  expect(parsePlatform("aarch64", mac)).toEqual({ os: "darwin", architecture: "arm64" });
  expect(parsePlatform("armhf", mac)).toEqual({ os: "darwin", architecture: "arm" });
  expect(parsePlatform("armel", mac)).toEqual({ os: "darwin", architecture: "arm", variant: "v6" });
  expect(parsePlatform("windows(10.0.20348)", mac)).toEqual({
    os: "windows",
    architecture: "arm64",
    "os.version": "10.0.20348",
  });
  expect(parsePlatform("linux", { os: "linux", architecture: "arm", variant: "v6" }).variant).toBe(
    "v6",
  );
  expect(
    parsePlatform("linux", { os: "linux", architecture: "arm", variant: "v7" }).variant,
  ).toBeUndefined();
});

test("formats platforms without normalizing them", () => {
  expect(formatPlatform({ os: "", architecture: "amd64" })).toBe("unknown");
  expect(formatPlatformAll({ os: "", architecture: "amd64", "os.version": "1" })).toBe("unknown");
  expect(formatPlatform({ os: "linux", architecture: "arm64", variant: "v8" })).toBe(
    "linux/arm64/v8",
  );
  expect(formatPlatform({ os: "Linux", architecture: "", variant: "v7" })).toBe("Linux/v7");
  expect(formatPlatform({ os: "linux", architecture: "amd64/" })).toBe("linux/amd64");
  expect(formatPlatformAll({ os: "l", architecture: "a", "os.features": ["", ""] })).toBe("l/a");
});

test("formats a parsed platform to the same text", () => {
  fc.assert(
    fc.property(platformArbitrary, (given) => {
      const once = formatPlatformAll(read(formatPlatformAll(given)));
      expect(formatPlatformAll(read(once))).toBe(once);
    }),
  );
});

function isReadOrRefused(text: string): boolean {
  try {
    return formatPlatformAll(read(text)) !== "";
  } catch (error) {
    return error instanceof EngineError && error.code === "platform_invalid";
  }
}

test("parses or rejects any text", () => {
  const text = fc.oneof(
    fc.string(),
    fc
      .array(
        fc.constantFrom("linux", "arm", "/", "(", ")", "+", "%", "%2F", "v7", ".", "*", "é", "1"),
      )
      .map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(text, (typed) => {
      expect(isReadOrRefused(typed)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
