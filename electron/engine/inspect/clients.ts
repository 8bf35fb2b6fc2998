import type { ClientPick, ClientPicks } from "../../../shared/inspection.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { isIndexType, mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import { formatPlatform } from "../oci/formatPlatform.ts";
import { createPlatformMatcher } from "../oci/matchPlatform.ts";
import { emptyHost, normalizePlatform } from "../oci/normalizePlatform.ts";

interface Client {
  readonly name: string;
  readonly platform: Platform;
  readonly note?: string;
}

const asked = "Clients do not detect this level: it must be asked for with --platform.";

function linux(architecture: string, variant?: string, note?: string): Client {
  const platform = { os: "linux", architecture, ...(variant === undefined ? {} : { variant }) };
  return { name: formatPlatform(platform), platform, ...(note === undefined ? {} : { note }) };
}

function windows(name: string, version: string): Client {
  return {
    name: `${name} (${version})`,
    platform: { os: "windows", architecture: "amd64", "os.version": version },
    note: "With process isolation. With Hyper-V isolation, a host also runs images of older builds.",
  };
}

/** The clients that people ask about, as each describes itself. */
const clients: readonly Client[] = [
  linux("amd64"),
  linux("amd64", "v2", asked),
  linux("amd64", "v3", asked),
  linux("amd64", "v4", asked),
  linux("arm64", "v8"),
  linux("arm", "v7"),
  linux("arm", "v6"),
  linux("arm", "v5"),
  linux("386"),
  linux("ppc64le"),
  linux("s390x"),
  linux("riscv64"),
  windows("Windows Server 2019", "10.0.17763"),
  windows("Windows Server 2022", "10.0.20348"),
  windows("Windows Server 2025", "10.0.26100"),
  {
    name: "darwin/arm64",
    platform: { os: "darwin", architecture: "arm64" },
    note: "Docker Desktop and Podman on a Mac run Linux: they ask for linux/arm64.",
  },
  { name: "darwin/amd64", platform: { os: "darwin", architecture: "amd64" } },
];

/** An entry that a client can receive, with its position among the rows. */
export interface Candidate {
  readonly row: number;
  readonly descriptor: Descriptor;
}

/**
 * Finds what clients receive from an index, by the rules of Docker and containerd and by those of containers/image.
 * @param mediaType of the index
 * @param candidates its entries in order, without attestations
 */
export function pickForClients(
  mediaType: string,
  candidates: readonly Candidate[],
): readonly ClientPicks[] {
  const groups = Map.groupBy(
    candidates.filter(({ descriptor }) => descriptor.platform !== undefined),
    ({ descriptor }) => normalizedName(descriptor.platform as Platform),
  );
  return clients.map((client) => ({
    client: client.name,
    ...(client.note === undefined ? {} : { note: client.note }),
    picks: [
      pickAsContainerd(client, candidates, groups),
      pickAsContainersImage(client, candidates, mediaType),
    ],
  }));
}

/** The system, architecture and variant of a platform, equal for platforms that containerd treats as one. */
function normalizedName(platform: Platform): string {
  return formatPlatform(normalizePlatform(platform, emptyHost));
}

/**
 * Picks an entry as containerd, Docker and nerdctl do: the entries for the first of the platforms that the client can
 * run, by normalized names; an entry without a platform if there is none.
 * @param groups the candidates by normalized names
 * Sources: containerd/platforms, Only and platform_windows_compat.go; containerd images.Manifest; moby
 * distribution/pull_v2_unix.go, filterManifests.
 */
function pickAsContainerd(
  client: Client,
  candidates: readonly Candidate[],
  groups: ReadonlyMap<string, readonly Candidate[]>,
): ClientPick {
  const rules = "containerd";
  for (const wanted of runnablePlatforms(client.platform)) {
    const matches = createPlatformMatcher([wanted], emptyHost);
    const found = (groups.get(normalizedName(wanted)) ?? []).filter(
      ({ descriptor: { platform } }) => platform !== undefined && matches(platform).length > 0,
    );
    const [first] = wanted.os === "windows" ? byRevision(found) : found;
    if (first !== undefined) {
      return {
        rules,
        row: first.row,
        reason: explainMatch({
          client,
          entry: first,
          count: found.length,
          isPreferred: wanted.os === "windows",
        }),
      };
    }
  }
  return pickWithoutPlatform(rules, client, candidates);
}

/**
 * The platforms that containerd tries, best first: lower levels of amd64 and then 386; lower versions of arm; for arm64
 * the 32-bit ones after its own.
 * Source: containerd/platforms, platformVector.
 */
function runnablePlatforms(platform: Platform): readonly Platform[] {
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
        { os: platform.os, architecture: "386", ...versionOf(platform) },
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

function versionOf(platform: Platform): Pick<Platform, "os.version"> {
  const version = platform["os.version"];
  return version === undefined ? {} : { "os.version": version };
}

/** The highest revision of the Windows build first. */
function byRevision(candidates: readonly Candidate[]): readonly Candidate[] {
  const revision = ({ descriptor }: Candidate): number =>
    Number(descriptor.platform?.["os.version"]?.split(".")[3] ?? 0) || 0;
  return candidates.toSorted((a, b) => revision(b) - revision(a));
}

/** Variants in the order in which containers/image tries them. */
const compatibleVariants: ReadonlyMap<string, readonly string[]> = new Map([
  ["arm", ["v8", "v7", "v6", "v5"]],
  ["arm64", ["v8"]],
]);

/**
 * Picks an entry as Podman, Buildah, Skopeo and CRI-O do: names are compared as written, a variant falls back to lower
 * ones and then to none, and of equal entries one with zstd layers is preferred. The version of Windows is ignored.
 * Source: containers/image, internal/pkg/platform/platform_matcher.go and internal/manifest/oci_index.go.
 */
function pickAsContainersImage(
  client: Client,
  candidates: readonly Candidate[],
  mediaType: string,
): ClientPick {
  const rules = "containers-image";
  const { os, architecture, variant = "" } = client.platform;
  const order = compatibleVariants.get(architecture) ?? [];
  const at = order.indexOf(variant);
  const variants = [...(at < 0 ? [variant] : order.slice(at)), ""];
  for (const wanted of variants) {
    const found = candidates.filter(
      ({ descriptor: { platform } }) =>
        platform?.os === os &&
        platform.architecture === architecture &&
        (platform.variant ?? "") === wanted,
    );
    const first = found.find(isZstd) ?? found[0];
    if (first !== undefined) {
      return {
        rules,
        row: first.row,
        reason: explainMatch({
          client,
          entry: first,
          count: found.length,
          isPreferred: isZstd(first),
        }),
      };
    }
  }
  return mediaType === mediaTypes.dockerList
    ? none(rules, client)
    : pickWithoutPlatform(rules, client, candidates);
}

/** Podman marks an image with zstd layers in the index that lists it beside one with gzip layers. */
function isZstd({ descriptor }: Candidate): boolean {
  return descriptor.annotations?.["io.github.containers.compression.zstd"] === "true";
}

function pickWithoutPlatform(
  rules: ClientPick["rules"],
  client: Client,
  candidates: readonly Candidate[],
): ClientPick {
  const entry = candidates.find(
    ({ descriptor: { platform, mediaType, artifactType } }) =>
      (platform === undefined || (platform.os === "" && platform.architecture === "")) &&
      !isIndexType(mediaType) &&
      !artifactType,
  );
  return entry === undefined
    ? none(rules, client)
    : {
        rules,
        row: entry.row,
        reason: `No entry is for ${client.name}; the entry without a platform is the last resort.`,
      };
}

function none(rules: ClientPick["rules"], client: Client): ClientPick {
  return {
    rules,
    row: undefined,
    reason: `No entry is for ${client.name} or a platform that it runs. The pull fails.`,
  };
}

interface Match {
  readonly client: Client;
  readonly entry: Candidate;
  /** The number of entries that match equally. */
  readonly count: number;
  /** Whether the entry was preferred to an earlier one. */
  readonly isPreferred: boolean;
}

function explainMatch({ client, entry, count, isPreferred }: Match): string {
  const { platform } = entry.descriptor;
  const name = platform === undefined ? "" : formatPlatform(platform);
  const same =
    platform !== undefined && normalizedName(platform) === normalizedName(client.platform);
  const match = same
    ? `Its entry is for ${name}.`
    : `No entry is for ${client.name}; it also runs ${name}.`;
  if (count === 1) {
    return match;
  }
  const windowsRule = "the highest revision of its build";
  const preferred = platform?.os === "windows" ? windowsRule : "the one with zstd layers";
  return `${match} Of ${count} such entries, it takes ${isPreferred ? preferred : "the first"}.`;
}
