import { describe, expect, it } from "vitest";
import type { ClientPick, ClientRules } from "../../../../shared/inspection.ts";
import { attestationKeys, attestationType } from "../../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import type { Platform } from "../../../../shared/oci/platform.ts";
import { emptyHost } from "../../oci/normalizePlatform.ts";
import { parsePlatform } from "../../oci/parsePlatform.ts";
import { pickForClients } from "./pickForClients.ts";

function entry(platform: Platform | undefined, more: Partial<Descriptor> = {}): Descriptor {
  return {
    mediaType: mediaTypes.ociManifest,
    digest: "sha256:00",
    size: 1,
    ...(platform ? { platform } : {}),
    ...more,
  };
}

/**
 * Entries by their platforms: - has none, 0 an empty one, i is a nested index, a an artifact, t an attestation without a
 * platform, u one as BuildKit lists it; * marks zstd layers, ! a nested index.
 */
function entriesOf(names: string): readonly Descriptor[] {
  return names.split(" ").map((name) => {
    if (name === "-") {
      return entry(undefined);
    }
    if (name === "0") {
      return entry({ os: "", architecture: "" });
    }
    if (name === "i") {
      return entry(undefined, { mediaType: mediaTypes.ociIndex });
    }
    if (name === "a") {
      return entry(undefined, { artifactType: "application/vnd.acme" });
    }
    if (name === "t" || name === "u") {
      const platform = name === "u" ? { os: "unknown", architecture: "unknown" } : undefined;
      return entry(platform, { annotations: { [attestationKeys.type]: attestationType } });
    }
    if (name === "/amd64") {
      return entry({ os: "", architecture: "amd64" });
    }
    const annotations = { "io.github.containers.compression.zstd": "true" };
    const text = name.replace(/[*!]/, "");
    const parsed = parsePlatform(text, emptyHost);
    const [, , variant] = text.split("/");
    // As written: a specifier drops the variants v1 of amd64 and v8 of arm64.
    const platform = variant === undefined ? parsed : { ...parsed, variant };
    return entry(platform, {
      ...(name.endsWith("*") ? { annotations } : {}),
      ...(name.endsWith("!") ? { mediaType: mediaTypes.ociIndex } : {}),
    });
  });
}

function receive(
  client: string,
  names: string,
  mediaType: string = mediaTypes.ociIndex,
): Readonly<Record<ClientRules, ClientPick>> & { readonly note: string | undefined } {
  const candidates = entriesOf(names).map((descriptor, row) => ({ row, descriptor }));
  const found = pickForClients(mediaType, candidates).find(
    ({ client: name }) => name === client || name.startsWith(`${client} (`),
  );
  const picks = Object.fromEntries(found?.picks.map((each) => [each.rules, each]) ?? []);
  return { ...(picks as Record<ClientRules, ClientPick>), note: found?.note };
}

/** What Docker, containerd and containers/image pick: positions, or - for none. */
function pick(client: string, names: string, mediaType?: string): string {
  const { docker, containerd, "containers-image": image } = receive(client, names, mediaType);
  return [docker, containerd, image].map(({ row }) => row ?? "-").join(" ");
}

describe("what a client receives", () => {
  it.each([
    // [client, entries, positions for Docker, containerd and containers/image]
    ["linux/amd64", "linux/arm64 linux/amd64", "1 1 1"],
    ["linux/amd64", "linux/amd64/v2 linux/amd64/v1", "1 1 -"],
    ["linux/amd64", "linux/386", "0 0 -"],
    ["linux/amd64/v3", "linux/amd64 linux/amd64/v2", "1 1 0"],
    ["linux/amd64/v2", "linux/amd64/v3", "- - -"],
    ["linux/arm64/v8", "linux/arm/v7 linux/arm64", "1 1 1"],
    ["linux/amd64/v4", "linux/386 linux/amd64/v2 linux/amd64/v3", "2 2 -"],
    ["linux/amd64/v4", "linux/386 linux/amd64", "1 1 1"],
    ["linux/arm64/v8", "linux/arm/v6 linux/arm/v7", "1 1 -"],
    ["linux/arm64/v8", "linux/arm64/v8.1", "- - -"],
    ["linux/arm64/v8", "linux/arm64/v9", "- - -"],
    ["linux/arm/v5", "linux/arm/v6 linux/arm/v5", "1 1 1"],
    ["linux/arm/v7", "linux/arm64 linux/arm/v8", "- - -"],
    ["linux/arm/v6", "linux/arm/v7 linux/arm/v5", "1 1 1"],
    // Docker and containerd read a missing variant as v7.
    ["linux/arm/v6", "linux/arm", "- - 0"],
    ["linux/arm/v7", "linux/arm/v6 linux/arm", "1 1 0"],
    // Without a variant, containers/image tries none and then all.
    ["linux/arm", "linux/arm/v6 linux/arm/v8", "0 0 1"],
    ["linux/arm", "linux/arm/v7 linux/arm", "0 0 1"],
    ["linux/s390x", "linux/amd64 -", "1 1 1"],
    ["linux/s390x", "linux/amd64", "- - -"],
    // Only Docker's own image store reads an empty platform as none.
    ["linux/s390x", "0", "0 - -"],
    ["linux/s390x", "0 -", "0 1 1"],
    // A missing system is that of the host, but not for containers/image.
    ["linux/amd64", "/amd64", "0 0 -"],
    // containers/image does not open a nested index.
    ["linux/s390x", "i -", "0 0 -"],
    ["linux/s390x", "linux/s390x!", "0 0 -"],
    ["linux/s390x", "a", "- - -"],
    // No client reads the annotations of attestations: their platform keeps them from being picked.
    ["linux/s390x", "u", "- - -"],
    ["linux/s390x", "u -", "1 1 1"],
    ["linux/s390x", "t -", "- - -"],
    ["linux/s390x", "unknown/unknown linux/s390x", "1 1 1"],
    // Podman prefers zstd, Docker takes the first.
    ["linux/amd64", "linux/amd64 linux/amd64*", "0 0 1"],
    ["linux/amd64", "linux(+erofs)/amd64 linux/amd64", "1 1 0"],
    [
      "Windows Server 2022",
      "windows(10.0.17763.1)/amd64 windows(10.0.20348.1)/amd64 windows(10.0.20348.9)/amd64",
      "1 2 0",
    ],
    ["Windows Server 2019", "windows(10.0.20348.1)/amd64", "- - 0"],
    ["Windows Server 2019", "windows(10.0.17134.1)/amd64", "0 - 0"],
    // Hosts since Server 2022 run what was built for the long-term release before them, or later.
    ["Windows Server 2025", "windows(10.0.20348.1)/amd64", "0 0 0"],
    ["Windows Server 2025", "windows(10.0.25398.1)/amd64 windows(10.0.20348.1)/amd64", "0 0 0"],
    ["Windows Server 2025", "windows/amd64 windows(10.0.20348.1)/amd64", "0 1 0"],
    ["Windows Server 2022", "windows(10.0.20347.1)/amd64", "0 - 0"],
    ["Windows Server 2022", "linux/amd64 windows/arm64", "- - -"],
    ["Windows Server 2025", "windows(10.0.17763.1)/amd64", "0 - 0"],
    ["Windows Server 2025", "windows(10.0.20348.99)/amd64 windows(10.0.26100.1)/amd64", "1 1 0"],
    ["Windows Server 2025", "-", "- 0 0"],
    ["darwin/arm64", "linux/arm64 darwin/arm64", "1 1 1"],
    ["darwin/arm64", "linux/arm64", "- 0 -"],
    ["darwin/arm64", "darwin/arm64 darwin/arm64/v8", "0 0 1"],
  ])("%s from %s", (client, names, expected) => {
    expect(pick(client, names)).toBe(expected);
  });

  it("of a Docker list is no entry without a platform and no preferred zstd for containers/image", () => {
    expect(pick("linux/s390x", "-", mediaTypes.dockerList)).toBe("0 0 -");
    expect(pick("linux/amd64", "linux/amd64 linux/amd64*", mediaTypes.dockerList)).toBe("0 0 0");
  });

  it("says who detects the level of amd64", () => {
    expect(receive("linux/amd64/v3", "linux/amd64").note).toMatch(/^Docker detects this level/);
  });

  it.each([
    ["10.0.17763.1", /needs Hyper-V isolation/],
    ["10.0.20348.1", /which it also runs/],
  ])("says how Docker runs an older build of Windows: %s", (version, expected) => {
    const { docker } = receive("Windows Server 2025", `windows(${version})/amd64`);
    expect(docker.reason).toMatch(expected);
  });

  it("says that the choice is repeated in a nested index, and why an attestation fails", () => {
    const { docker, containerd } = receive("linux/s390x", "linux/s390x!");
    expect([docker.reason, containerd.reason]).toEqual([
      "Its entry is for linux/s390x. It is an index, in which the client chooses again.",
      "Its entry is for linux/s390x. It is an index, in which the client chooses again.",
    ]);
    expect(receive("linux/s390x", "t").containerd.reason).toMatch(/It is an attestation/);
  });
});
