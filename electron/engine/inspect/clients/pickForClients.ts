import type { ClientPicks } from "../../../../shared/inspection.ts";
import { formatPlatform } from "../../oci/formatPlatform.ts";
import type { Candidate, Client } from "./client.ts";
import { groupByPlatform, pickAsContainerd } from "./containerd.ts";
import { pickAsContainersImage } from "./containersImage.ts";
import { pickAsDocker } from "./docker.ts";

const noLevel = "Docker only on a processor of level v1; the others on any.";
const level =
  "Docker detects this level; with containerd's image store, only recent versions do. The others need --platform.";
const onMac =
  "Docker Desktop and Podman on a Mac run Linux: they ask for linux/arm64, and for this only with --platform.";
const onWindows =
  "containerd takes only what runs with process isolation. Docker refuses newer builds, and pulls older ones too.";

function linux(architecture: string, variant?: string, note?: string): Client {
  const platform = { os: "linux", architecture, ...(variant === undefined ? {} : { variant }) };
  return { name: formatPlatform(platform), platform, ...(note === undefined ? {} : { note }) };
}

function windows(name: string, version: string): Client {
  return {
    name: `${name} (${version})`,
    platform: { os: "windows", architecture: "amd64", "os.version": version },
    note: onWindows,
  };
}

/** The clients that people ask about, as each describes itself. */
const clients: readonly Client[] = [
  linux("amd64", undefined, noLevel),
  linux("amd64", "v2", level),
  linux("amd64", "v3", level),
  linux("amd64", "v4", level),
  linux("arm64", "v8"),
  linux("arm", "v7"),
  linux("arm", "v6"),
  linux("arm", "v5"),
  linux("arm", undefined, "With --platform: clients detect their version of arm."),
  linux("386"),
  linux("ppc64le"),
  linux("s390x"),
  linux("riscv64"),
  windows("Windows Server 2019", "10.0.17763"),
  windows("Windows Server 2022", "10.0.20348"),
  windows("Windows Server 2025", "10.0.26100"),
  {
    name: "darwin/arm64",
    // The variant that Macs detect; clients that normalize it drop it.
    platform: { os: "darwin", architecture: "arm64", variant: "v8" },
    note: onMac,
  },
  { name: "darwin/amd64", platform: { os: "darwin", architecture: "amd64" } },
];

/**
 * Finds what clients receive from an index, by the rules of Docker, of containerd and of containers/image.
 * @param mediaType of the index
 * @param candidates its entries in order
 */
export function pickForClients(
  mediaType: string,
  candidates: readonly Candidate[],
): readonly ClientPicks[] {
  const groups = groupByPlatform(candidates);
  return clients.map((client) => ({
    client: client.name,
    ...(client.note === undefined ? {} : { note: client.note }),
    picks: [
      pickAsDocker(client, candidates, groups),
      pickAsContainerd(client, candidates, groups),
      pickAsContainersImage(client, candidates, mediaType),
    ],
  }));
}
