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
export function windowsRuns(host: string, container: string): boolean {
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
