import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Platform } from "../../../shared/oci/platform.ts";
import type { Host } from "./host.ts";
import { formatPlatformAll } from "./formatPlatform.ts";
import { normalizePlatform } from "./normalizePlatform.ts";
import { matchesPlatform } from "./matchPlatform.ts";
import { platformArbitrary } from "../../testing/platformArbitrary.ts";

const host: Host = { os: "linux", architecture: "amd64" };

describe("normalizePlatform", () => {
  test.each<[Platform, Platform]>([
    [
      { os: "", architecture: "" },
      { os: "linux", architecture: "" },
    ],
    [
      { os: "macOS", architecture: "x86_64", variant: "V1" },
      { os: "darwin", architecture: "amd64" },
    ],
    [
      { os: "linux", architecture: "i386", variant: "sse2" },
      { os: "linux", architecture: "386" },
    ],
    [
      { os: "linux", architecture: "aarch64", variant: "V8" },
      { os: "linux", architecture: "arm64" },
    ],
    [
      { os: "linux", architecture: "arm64", variant: "9.0" },
      { os: "linux", architecture: "arm64", variant: "v9" },
    ],
    [
      { os: "linux", architecture: "arm", variant: "5" },
      { os: "linux", architecture: "arm", variant: "v5" },
    ],
    [
      { os: "linux", architecture: "arm", variant: "9" },
      { os: "linux", architecture: "arm", variant: "9" },
    ],
    [
      { os: "linux", architecture: "armel", variant: "v7" },
      { os: "linux", architecture: "arm", variant: "v6" },
    ],
    [
      {
        os: "Windows",
        architecture: "AMD64",
        "os.version": "10.0.1",
        "os.features": ["b", "a", "b"],
      },
      { os: "windows", architecture: "amd64", "os.version": "10.0.1", "os.features": ["a", "b"] },
    ],
    [
      { os: "linux", architecture: "amd64", variant: "", "os.version": "", "os.features": [] },
      { os: "linux", architecture: "amd64" },
    ],
    // Go lower-cases each code point separately.
    [
      { os: "İΣ", architecture: "X" },
      { os: "iσ", architecture: "x" },
    ],
  ])("%j", (given, expected) => {
    expect(normalizePlatform(given, host)).toEqual(expected);
  });

  test("sorts features by their UTF-8 bytes", () => {
    const features = ["\u{1F600}", "\uFFEE", "Z", "a"];
    expect(
      normalizePlatform({ os: "l", architecture: "a", "os.features": features }, host)[
        "os.features"
      ],
    ).toEqual(["Z", "a", "\uFFEE", "\u{1F600}"]);
  });

  test("does not change its argument", () => {
    const given = Object.freeze({
      os: "Linux",
      architecture: "AMD64",
      "os.features": Object.freeze(["b", "a"]),
    });
    normalizePlatform(given, host);
    formatPlatformAll(given);
    expect(given["os.features"]).toEqual(["b", "a"]);
  });
});

test("is idempotent, and its result matches the platform", () => {
  fc.assert(
    fc.property(platformArbitrary, (given) => {
      const once = normalizePlatform(given, host);
      expect(normalizePlatform(once, host)).toEqual(once);
      expect(matchesPlatform({ ...given, os: "linux" }, { ...given, os: "linux" }, host)).toBe(
        true,
      );
    }),
  );
});
