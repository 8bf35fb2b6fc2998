import type { Platform } from "../../../shared/oci/platform.ts";
import { normalizePlatform, type Host } from "./parsePlatform.ts";
import { windowsRuns } from "./windowsVersion.ts";

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
export function createMatcher(wanted: readonly Platform[], host: Host): Matcher {
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
        if (windows && !windowsRuns(version, candidate["os.version"] ?? "")) return false;
        const counted = windows ? withoutWin32k(candidate) : have["os.features"];
        return (counted ?? []).every((feature) => features.has(feature));
      })
      .map(({ position }) => position);
  };
}

/** Whether the candidate is the platform that is wanted, as `createMatcher` tells it. */
export function matchesPlatform(wanted: Platform, candidate: Platform, host: Host): boolean {
  return createMatcher([wanted], host)(candidate).length > 0;
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
