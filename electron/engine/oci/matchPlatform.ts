import type { Platform } from "../../../shared/oci/platform.ts";
import { normalizePlatform } from "./normalizePlatform.ts";
import type { Host } from "./host.ts";

/** Returns the positions of the requested platforms that a candidate matches. */
type Matcher = (candidate: Platform) => readonly number[];

interface RequestedPlatform {
  readonly position: number;
  readonly isWindows: boolean;
  readonly version: string;
  readonly features: ReadonlySet<string>;
}

/**
 * Creates a matcher for many candidates. Older variants and 386 are not matched as a fallback. All features of the
 * candidate must be requested, except win32k on Windows, whose versions follow Microsoft's compatibility rule.
 * Source: containerd/platforms, Any.
 */
export function createPlatformMatcher(requested: readonly Platform[], host: Host): Matcher {
  const byName = new Map<string, RequestedPlatform[]>();
  requested.forEach((platform, position) => {
    const normalized = normalizePlatform(platform, host);
    const name = nameOf(normalized);
    const sameName = byName.get(name) ?? [];
    byName.set(name, sameName);
    sameName.push({
      position,
      isWindows: platform.os === "windows",
      version: platform["os.version"] ?? "",
      features: new Set(normalized["os.features"]),
    });
  });
  return (candidate) => {
    const normalized = normalizePlatform(candidate, host);
    const sameName = byName.get(nameOf(normalized)) ?? [];
    return sameName
      .filter(({ isWindows, version, features }) => {
        if (isWindows && !canRunWindowsVersion(version, candidate["os.version"] ?? "")) {
          return false;
        }
        const required = isWindows ? withoutWin32k(candidate) : normalized["os.features"];
        return (required ?? []).every((feature) => features.has(feature));
      })
      .map(({ position }) => position);
  };
}

/** Reports whether a candidate matches the requested platform, as {@link createPlatformMatcher} does. */
export function matchesPlatform(requested: Platform, candidate: Platform, host: Host): boolean {
  return createPlatformMatcher([requested], host)(candidate).length > 0;
}

function nameOf({ os, architecture, variant = "" }: Platform): string {
  return JSON.stringify([os, architecture, variant]);
}

/** Removes the first win32k only, as containerd does. */
function withoutWin32k(candidate: Platform): readonly string[] {
  const features = candidate["os.features"] ?? [];
  const position = features.indexOf("win32k");
  return position < 0 ? features : features.toSpliced(position, 1);
}

/** The first three numbers of a Windows version: 10.0.20348. */
interface WindowsVersion {
  readonly major: number;
  readonly minor: number;
  readonly build: number;
}

/** Builds of Windows Server 2022 and 2025: long-term releases that run containers built for the previous one. */
const stableReleases = [20_348, 26_100] as const;

/**
 * Reports whether a Windows host of one version runs a container of another. Before Server 2022 the builds must be
 * equal. Later hosts also run containers since the last long-term release before them. A missing container version, and
 * a missing or invalid host version, match everything.
 * Source: containerd/platforms, platform_windows_compat.go; Microsoft, "Windows container version compatibility".
 */
function canRunWindowsVersion(hostVersion: string, containerVersion: string): boolean {
  const host = parseVersion(hostVersion);
  if ((host.major === 0 && host.minor === 0 && host.build === 0) || containerVersion === "") {
    return true;
  }
  const container = parseVersion(containerVersion);
  if (host.major !== container.major || host.minor !== container.minor) {
    return false;
  }
  const [firstStable] = stableReleases;
  if (host.build < firstStable) {
    return host.build === container.build;
  }
  const oldest = stableReleases.findLast((release) => host.build > release) ?? firstStable;
  return oldest <= container.build && container.build <= host.build;
}

/** Parses the first three numbers. An invalid version is 0.0.0. */
function parseVersion(text: string): WindowsVersion {
  const [major = NaN, minor = NaN, build = NaN] = text
    .split(".", 3)
    .map((part) => (/^[0-9]+$/.test(part) ? Number(part) : NaN));
  return major <= 255 && minor <= 255 && build <= 65_535
    ? { major, minor, build }
    : { major: 0, minor: 0, build: 0 };
}
