import type { ClientPick } from "../../../../shared/inspection.ts";
import type { Platform } from "../../../../shared/oci/platform.ts";
import { createPlatformMatcher } from "../../oci/matchPlatform.ts";
import { emptyHost, normalizePlatform } from "../../oci/normalizePlatform.ts";
import {
  type Candidate,
  type Client,
  explainMatch,
  normalizedName,
  pickEntry,
  pickLastResort,
  pickNone,
} from "./client.ts";

const rules = "containerd";

/** Entries by the normalized names of their platforms, as a host of each system reads them. */
export type ByPlatform = (os: string) => ReadonlyMap<string, readonly Candidate[]>;

/** Groups entries by platform, once for each system. */
export function groupByPlatform(candidates: readonly Candidate[]): ByPlatform {
  const known = new Map<string, ReadonlyMap<string, readonly Candidate[]>>();
  return (os) => {
    const groups =
      known.get(os) ??
      Map.groupBy(
        candidates.filter(({ descriptor }) => descriptor.platform !== undefined),
        ({ descriptor }) => normalizedName(onHost(descriptor.platform as Platform, os)),
      );
    known.set(os, groups);
    return groups;
  };
}

/** A host reads an entry without a system as one for its own. Source: containerd/platforms, normalizeOS. */
function onHost(platform: Platform, os: string): Platform {
  return platform.os === "" ? { ...platform, os } : platform;
}

/**
 * Picks an entry as containerd and nerdctl do: the entries for the first of the platforms that the client can run, by
 * normalized names; an entry without a platform if there is none.
 * Sources: containerd/platforms, Default and Only; containerd images.FilterPlatforms, LimitManifests and Manifest.
 */
export function pickAsContainerd(
  client: Client,
  candidates: readonly Candidate[],
  groups: ByPlatform,
): ClientPick {
  const { os } = client.platform;
  const found = findRunnable(defaultPlatforms(client.platform), groups(os), os);
  const sorted = os === "windows" ? byVersion(found) : found;
  const [entry] = sorted;
  if (entry !== undefined) {
    const choice = os === "windows" ? "the highest version, compared as text" : "the first";
    return pickEntry(rules, entry, explainMatch({ client, entry, count: found.length, choice }));
  }
  const last = candidates.find(({ descriptor }) => descriptor.platform === undefined);
  return last === undefined
    ? pickNone(rules, client)
    : pickLastResort(rules, client, last, ", if its config is for this platform");
}

/** Returns the entries for the first of the platforms that has any. @param os of the host */
export function findRunnable(
  platforms: readonly Platform[],
  groups: ReadonlyMap<string, readonly Candidate[]>,
  os: string,
): readonly Candidate[] {
  for (const wanted of platforms) {
    const matches = createPlatformMatcher([wanted], emptyHost);
    const found = (groups.get(normalizedName(wanted)) ?? []).filter(
      ({ descriptor: { platform } }) =>
        platform !== undefined && matches(onHost(platform, os)).length > 0,
    );
    if (found.length > 0) {
      return found;
    }
  }
  return [];
}

/** The platforms that containerd tries unasked; on a Mac, Linux is the second. Source: containerd/platforms, Default. */
function defaultPlatforms(platform: Platform): readonly Platform[] {
  const { os, architecture } = platform;
  return os === "darwin"
    ? [platform, { os: "linux", architecture }]
    : os === "windows"
      ? [platform]
      : runnablePlatforms(platform);
}

/**
 * The platforms that a platform can run, best first: lower levels of amd64 and then 386; lower versions of arm; for
 * arm64 the 32-bit ones after its own.
 * Source: containerd/platforms, platformVector.
 */
export function runnablePlatforms(platform: Platform): readonly Platform[] {
  const { architecture, variant = "" } = normalizePlatform(platform, emptyHost);
  const level = Number(variant.slice(1));
  const withVariants = (name: string, levels: readonly number[]): readonly Platform[] =>
    levels.map((each) => ({ ...platform, architecture: name, variant: `v${each}` }));
  switch (architecture) {
    case "amd64":
      return [
        platform,
        ...withVariants(
          "amd64",
          [3, 2, 1].filter((each) => each < level),
        ),
        { os: platform.os, architecture: "386" },
      ];
    case "arm":
      return withVariants(
        "arm",
        [8, 7, 6, 5].filter((each) => each <= level),
      );
    case "arm64":
      return [platform, ...withVariants("arm", [8, 7, 6, 5])];
    default:
      return [platform];
  }
}

/** The highest version of Windows first, compared as text. Source: containerd/platforms, windowsMatchComparer. */
function byVersion(candidates: readonly Candidate[]): readonly Candidate[] {
  const version = ({ descriptor }: Candidate): string => descriptor.platform?.["os.version"] ?? "";
  return candidates.toSorted((a, b) =>
    version(a) > version(b) ? -1 : version(a) < version(b) ? 1 : 0,
  );
}
