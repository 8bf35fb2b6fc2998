import type { Platform } from "../../../shared/oci/platform.ts";
import { normalizePlatform } from "./normalizePlatform.ts";
import type { Host } from "./host.ts";

/** Tells which wanted platforms a candidate is, by their positions. */
type Matcher = (candidate: Platform) => readonly number[];

interface Wanted {
  readonly position: number;
  readonly windows: boolean;
  readonly version: string;
  readonly features: ReadonlySet<string>;
}

/**
 * Prepare to match many candidates against the platforms that are wanted. There is no falling back to older
 * variants or to 386. The candidate's features must all be wanted ones; win32k does not count on Windows, whose
 * versions follow Microsoft's rule.
 * Source: containerd/platforms, Any.
 */
export function createPlatformMatcher(wanted: readonly Platform[], host: Host): Matcher {
  const byName = new Map<string, Wanted[]>();
  wanted.forEach((platform, position) => {
    const normal = normalizePlatform(platform, host);
    const name = nameOf(normal);
    const same = byName.get(name) ?? [];
    byName.set(name, same);
    same.push({
      position,
      windows: platform.os === "windows",
      version: platform["os.version"] ?? "",
      features: new Set(normal["os.features"]),
    });
  });
  return (candidate) => {
    const have = normalizePlatform(candidate, host);
    const near = byName.get(nameOf(have)) ?? [];
    return near
      .filter(({ windows, version, features }) => {
        if (windows && !canRunWindowsVersion(version, candidate["os.version"] ?? "")) return false;
        const counted = windows ? withoutWin32k(candidate) : have["os.features"];
        return (counted ?? []).every((feature) => features.has(feature));
      })
      .map(({ position }) => position);
  };
}

/** Whether the candidate is the platform that is wanted, as `createMatcher` tells it. */
export function matchesPlatform(wanted: Platform, candidate: Platform, host: Host): boolean {
  return createPlatformMatcher([wanted], host)(candidate).length > 0;
}

function nameOf({ os, architecture, variant = "" }: Platform): string {
  return JSON.stringify([os, architecture, variant]);
}

/** Without the first of them: what names it twice means something by it. */
function withoutWin32k(candidate: Platform): readonly string[] {
  const features = candidate["os.features"] ?? [];
  const at = features.indexOf("win32k");
  return at < 0 ? features : features.toSpliced(at, 1);
}

/** The first three numbers of a Windows version: 10.0.20348. */
interface WindowsVersion {
  readonly major: number;
  readonly minor: number;
  readonly build: number;
}

/** Windows Server 2022 and 2025: the long-term releases that promise to run what was built for the one before. */
const stableReleases = [20_348, 26_100] as const;

/**
 * Whether a host of one Windows version runs a container of another.
 * Before Server 2022 the builds must be equal; from then on a host also runs what was built since the last
 * long-term release before it. A version that is missing on either side, or unreadable on the host's, is no obstacle.
 * Source: containerd/platforms, platform_windows_compat.go, after Microsoft's page on container version compatibility.
 */
function canRunWindowsVersion(host: string, container: string): boolean {
  const on = parseVersion(host);
  if ((on.major === 0 && on.minor === 0 && on.build === 0) || container === "") return true;
  const of = parseVersion(container);
  if (on.major !== of.major || on.minor !== of.minor) return false;
  const [firstStable] = stableReleases;
  if (on.build < firstStable) return on.build === of.build;
  const oldest = stableReleases.findLast((release) => on.build > release) ?? firstStable;
  return oldest <= of.build && of.build <= on.build;
}

/** What cannot be read is 0.0.0; what follows the build number does not count. */
function parseVersion(text: string): WindowsVersion {
  const [major = NaN, minor = NaN, build = NaN] = text
    .split(".", 3)
    .map((part) => (/^[0-9]+$/.test(part) ? Number(part) : NaN));
  return major <= 255 && minor <= 255 && build <= 65_535
    ? { major, minor, build }
    : { major: 0, minor: 0, build: 0 };
}
