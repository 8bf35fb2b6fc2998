import type { Platform } from "../../../shared/oci/platform.ts";
import type { Host } from "./host.ts";

/** Fills in nothing: omitted parts stay empty. */
export const emptyHost: Host = { os: "", architecture: "" };

/**
 * Normalizes a platform for comparison: lower case, known aliases resolved, default variants removed (amd64/v1,
 * arm64/v8) or added (arm/v7), features sorted without duplicates, an empty system taken from the host.
 * Source: containerd/platforms, Normalize.
 */
export function normalizePlatform(platform: Platform, host: Host): Platform {
  return buildPlatform({
    os: platform.os === "" ? host.os : normalizeSystem(platform.os),
    version: platform["os.version"] ?? "",
    features: sortFeatures(platform["os.features"]),
    ...normalizeArchitecture(platform.architecture, platform.variant ?? ""),
  });
}

/**
 * Returns a key that is equal for platforms which clients treat as the same: `linux/arm64` and `linux/arm64/v8`, and
 * Windows builds that differ only in their revision, which no host considers (Microsoft, "Windows container version
 * compatibility"). The key is for comparison only, not for display.
 */
export function platformKey(platform: Platform): string {
  const { os, architecture, variant, ...more } = normalizePlatform(platform, emptyHost);
  const version = more["os.version"] ?? "";
  return JSON.stringify([
    os,
    architecture,
    variant ?? "",
    os === "windows" ? version.split(".").slice(0, 3).join(".") : version,
    more["os.features"] ?? [],
  ]);
}

/** Lower-cases a system's name and resolves its aliases. */
export function normalizeSystem(os: string): string {
  const lower = lowerCase(os);
  return lower === "macos" ? "darwin" : lower;
}

/** An architecture and its variant, which is empty if there is none. */
interface Architecture {
  readonly architecture: string;
  readonly variant: string;
}

/**
 * Lower-cases an architecture and its variant, resolves aliases, and removes or adds default variants.
 * Source: containerd/platforms, normalizeArch.
 */
export function normalizeArchitecture(architecture: string, variant: string): Architecture {
  const name = lowerCase(architecture);
  const version = lowerCase(variant);
  switch (name) {
    case "i386":
      return { architecture: "386", variant: "" };
    case "x86_64":
    case "x86-64":
    case "amd64":
      return { architecture: "amd64", variant: version === "v1" ? "" : version };
    case "aarch64":
    case "arm64":
      return { architecture: "arm64", variant: arm64Variants.get(version) ?? version };
    case "armhf":
      return { architecture: "arm", variant: "v7" };
    case "armel":
      return { architecture: "arm", variant: "v6" };
    case "arm":
      return { architecture: "arm", variant: armVariants.get(version) ?? version };
    default:
      return { architecture: name, variant: version };
  }
}

const arm64Variants: ReadonlyMap<string, string> = new Map([
  ["8", ""],
  ["v8", ""],
  ["v8.0", ""],
  ["9", "v9"],
  ["9.0", "v9"],
  ["v9.0", "v9"],
]);
const armVariants: ReadonlyMap<string, string> = new Map([
  ["", "v7"],
  ["5", "v5"],
  ["6", "v6"],
  ["7", "v7"],
  ["8", "v8"],
]);

/** Sorts features by their UTF-8 bytes, as Go sorts strings, and removes duplicates. */
export function sortFeatures(features: readonly string[] | undefined): string[] {
  return [...new Set(features)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** Lower-cases each code point separately, as Go does: JavaScript expands İ to two characters and maps Σ by context. */
function lowerCase(text: string): string {
  if (/^[!-~]*$/.test(text)) {
    return text.toLowerCase();
  }
  return Array.from(text, (letter) => (letter === "İ" ? "i" : letter.toLowerCase())).join("");
}

/** The parts of a platform; empty ones are absent from the platform. */
export interface PlatformParts extends Architecture {
  readonly os: string;
  readonly version: string;
  readonly features: readonly string[];
}

/** Builds a platform, leaving out empty optional fields. */
export function buildPlatform(parts: PlatformParts): Platform {
  return {
    architecture: parts.architecture,
    os: parts.os,
    ...(parts.version === "" ? {} : { "os.version": parts.version }),
    ...(parts.features.length === 0 ? {} : { "os.features": parts.features }),
    ...(parts.variant === "" ? {} : { variant: parts.variant }),
  };
}
