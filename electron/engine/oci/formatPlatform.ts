import { posix } from "node:path";
import type { Platform } from "../../../shared/oci/platform.ts";
import { EngineError } from "../errors.ts";
import { emptyHost, platformKey, sortFeatures } from "./normalizePlatform.ts";
import { parsePlatform } from "./parsePlatform.ts";

/** Formats a platform without normalizing it: `os/architecture[/variant]`, or `unknown` if it has no system. */
export function formatPlatform(platform: Platform): string {
  return platform.os === "" ? "unknown" : joinPath(platform.os, platform);
}

/**
 * Formats a platform with the system's version and features, without normalizing it:
 * `windows(10.0.20348+win32k)/amd64`.
 */
export function formatPlatformAll(platform: Platform): string {
  return platform.os === "" ? "unknown" : joinPath(formatSystem(platform, encodeOption), platform);
}

/**
 * Formats a platform as a specifier that `parsePlatform` and buildx accept: characters of a version or feature that
 * `formatPlatformAll` leaves as they are, such as the space in `darwin(macOS 13)/arm64`, are escaped.
 * @returns undefined if no specifier means the platform
 */
export function formatSpecifier(platform: Platform): string | undefined {
  const system = formatSystem(platform, escapeOption);
  const text = [system, platform.architecture, platform.variant ?? ""].filter(Boolean).join("/");
  try {
    const parsed = parsePlatform(text, emptyHost);
    return platformKey(parsed) === platformKey(platform) ? text : undefined;
  } catch (error) {
    if (error instanceof EngineError) {
      return undefined;
    }
    throw error;
  }
}

function formatSystem(platform: Platform, encode: (option: string) => string): string {
  const options = [
    encode(platform["os.version"] ?? ""),
    ...sortFeatures(platform["os.features"])
      .filter((feature) => feature !== "")
      .map((feature) => `+${encode(feature)}`),
  ].join("");
  return options === "" ? platform.os : `${platform.os}(${options})`;
}

/** Percent-encodes what containerd's FormatAll does. */
function encodeOption(text: string): string {
  return text.replaceAll(/[%+()/]/g, percentEncode);
}

/** Percent-encodes everything but letters, digits and `_.-`: a specifier accepts nothing else in parentheses. */
function escapeOption(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(/[!~*'()]/g, percentEncode);
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** Joins as Go's path.Join does: empty parts are omitted, `.` and `..` resolved, trailing slashes removed. */
function joinPath(system: string, platform: Platform): string {
  const joined = posix.join(system, platform.architecture, platform.variant ?? "");
  return joined.length > 1 && joined.endsWith("/") ? joined.slice(0, -1) : joined;
}
