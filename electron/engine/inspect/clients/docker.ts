import type { ClientPick } from "../../../../shared/inspection.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { matchesPlatform } from "../../oci/matchPlatform.ts";
import { emptyHost } from "../../oci/normalizePlatform.ts";
import {
  type Candidate,
  type Client,
  explainMatch,
  pickEntry,
  pickLastResort,
  pickNone,
} from "./client.ts";
import { type ByPlatform, findRunnable, runnablePlatforms } from "./containerd.ts";

const rules = "docker";

/**
 * Picks an entry as Docker Engine does with its own image store. With containerd's image store, it does as containerd,
 * but detects the level of amd64 too.
 * Source: moby daemon/internal/distribution, filterManifests and toOCIPlatform; daemon/containerd, hostPlatformSpec.
 */
export function pickAsDocker(
  client: Client,
  candidates: readonly Candidate[],
  groups: ByPlatform,
): ClientPick {
  const { os } = client.platform;
  if (os === "windows") {
    return pickOnWindows(client, candidates);
  }
  const found = findRunnable(runnablePlatforms(client.platform), groups(os), os);
  const [entry] = found;
  if (entry !== undefined) {
    const reason = explainMatch({ client, entry, count: found.length, choice: "the first" });
    return pickEntry(rules, entry, reason);
  }
  const last = candidates.find(({ descriptor }) => hasNoPlatform(descriptor));
  if (last === undefined) {
    return pickNone(rules, client);
  }
  const condition =
    last.descriptor.platform === undefined ? "" : ", but not with containerd's image store";
  return pickLastResort(rules, client, last, condition);
}

/** Docker reads a platform without any value as none. */
function hasNoPlatform({ platform }: Descriptor): boolean {
  return (
    platform === undefined ||
    (platform.os === "" &&
      platform.architecture === "" &&
      !platform.variant &&
      !platform["os.version"] &&
      platform["os.features"] === undefined)
  );
}

/**
 * Picks an entry on Windows: the first for the host's build; else the first for an older build, or for none. Entries
 * without a platform are skipped.
 * Source: moby daemon/internal/distribution/pull_v2_windows.go, filterManifests and checkImageCompatibility.
 */
function pickOnWindows(client: Client, candidates: readonly Candidate[]): ClientPick {
  const { os, architecture, "os.version": host = "" } = client.platform;
  const found = candidates.filter(
    ({ descriptor: { platform } }) =>
      platform !== undefined &&
      platform.os.toLowerCase() === os &&
      platform.architecture === architecture &&
      !(buildOf(platform["os.version"]) > buildOf(host)),
  );
  const ofHost = found.filter(({ descriptor: { platform } }) =>
    platform?.["os.version"]?.startsWith(`${host}.`),
  );
  const entry = ofHost[0] ?? found[0];
  const platform = entry?.descriptor.platform;
  if (entry === undefined || platform === undefined) {
    return pickNone(rules, client);
  }
  const version = platform["os.version"] ?? "";
  const reason =
    ofHost.length > 0
      ? explainMatch({ client, entry, count: ofHost.length, choice: "the first" })
      : version === ""
        ? "Its entry names no version of Windows: whether it runs is known after the pull."
        : matchesPlatform(client.platform, platform, emptyHost)
          ? `No entry is for this build; the first for an older one is ${version}, which it also runs.`
          : `No entry is for this build; the first for an older one is ${version}. It is pulled, but needs Hyper-V isolation.`;
  return pickEntry(rules, entry, reason);
}

/** The third number of a version; NaN, which is not newer than any, if there is none. */
function buildOf(version: string | undefined): number {
  const build = version?.split(".")[2] ?? "";
  return /^\d+$/.test(build) ? Number(build) : NaN;
}
