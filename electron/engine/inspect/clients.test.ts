import { describe, expect, it } from "vitest";
import type { ClientRules } from "../../../shared/inspection.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import { emptyHost } from "../oci/normalizePlatform.ts";
import { parsePlatform } from "../oci/parsePlatform.ts";
import { pickForClients } from "./clients.ts";

function entry(platform: Platform | undefined, more: Partial<Descriptor> = {}): Descriptor {
  return {
    mediaType: mediaTypes.ociManifest,
    digest: "sha256:00",
    size: 1,
    ...(platform ? { platform } : {}),
    ...more,
  };
}

/** Entries by their platforms; an empty name is an entry without a platform, and * marks zstd layers. */
function entriesOf(names: string): readonly Descriptor[] {
  return names.split(" ").map((name) => {
    if (name === "-") {
      return entry(undefined);
    }
    const annotations = { "io.github.containers.compression.zstd": "true" };
    const text = name.replace("*", "");
    const parsed = parsePlatform(text, emptyHost);
    const [, , variant] = text.split("/");
    // As written: a specifier drops the variants v1 of amd64 and v8 of arm64.
    const platform = variant === undefined ? parsed : { ...parsed, variant };
    return entry(platform, text === name ? {} : { annotations });
  });
}

function pick(
  client: string,
  rules: ClientRules,
  names: string,
  mediaType: string = mediaTypes.ociIndex,
): string {
  const candidates = entriesOf(names).map((descriptor, row) => ({ row, descriptor }));
  const picks = pickForClients(mediaType, candidates).find(({ client: name }) =>
    name.startsWith(client),
  )?.picks;
  const found = picks?.find((each) => each.rules === rules);
  return found?.row === undefined ? "none" : `${found.row} ${names.split(" ")[found.row]}`;
}

describe("what a client receives", () => {
  it.each([
    // [client, entries, Docker and containerd, containers/image]
    ["linux/amd64", "linux/arm64 linux/amd64", "1 linux/amd64", "1 linux/amd64"],
    ["linux/amd64", "linux/amd64/v2 linux/amd64/v1", "1 linux/amd64/v1", "none"],
    ["linux/amd64", "linux/386", "0 linux/386", "none"],
    ["linux/amd64/v3", "linux/amd64 linux/amd64/v2", "1 linux/amd64/v2", "0 linux/amd64"],
    ["linux/amd64/v2", "linux/amd64/v3", "none", "none"],
    ["linux/arm64", "linux/arm/v7 linux/arm64", "1 linux/arm64", "1 linux/arm64"],
    ["linux/arm64", "linux/arm/v6 linux/arm/v7", "1 linux/arm/v7", "none"],
    ["linux/arm/v6", "linux/arm/v7 linux/arm/v5", "1 linux/arm/v5", "1 linux/arm/v5"],
    // Docker and containerd read a missing variant as v7.
    ["linux/arm/v6", "linux/arm", "none", "0 linux/arm"],
    ["linux/arm/v7", "linux/arm/v6 linux/arm", "1 linux/arm", "0 linux/arm/v6"],
    ["linux/s390x", "linux/amd64 -", "1 -", "1 -"],
    ["linux/s390x", "linux/amd64", "none", "none"],
    // Podman prefers zstd, Docker takes the first.
    ["linux/amd64", "linux/amd64 linux/amd64*", "0 linux/amd64", "1 linux/amd64*"],
    ["linux/amd64", "linux(+erofs)/amd64 linux/amd64", "1 linux/amd64", "0 linux(+erofs)/amd64"],
    [
      "Windows Server 2022",
      "windows(10.0.17763.1)/amd64 windows(10.0.20348.1)/amd64 windows(10.0.20348.9)/amd64",
      "2 windows(10.0.20348.9)/amd64",
      "0 windows(10.0.17763.1)/amd64",
    ],
    ["Windows Server 2019", "windows(10.0.20348.1)/amd64", "none", "0 windows(10.0.20348.1)/amd64"],
    ["darwin/arm64", "linux/arm64 darwin/arm64", "1 darwin/arm64", "1 darwin/arm64"],
  ])("%s from %s", (client, names, containerd, containersImage) => {
    expect(pick(client, "containerd", names)).toBe(containerd);
    expect(pick(client, "containers-image", names)).toBe(containersImage);
  });

  it("never is an entry without a platform of a Docker list for containers/image", () => {
    expect(pick("linux/s390x", "containers-image", "-", mediaTypes.dockerList)).toBe("none");
    expect(pick("linux/s390x", "containerd", "-", mediaTypes.dockerList)).toBe("0 -");
  });
});
