import type { ClientPick } from "../../../../shared/inspection.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import type { Platform } from "../../../../shared/oci/platform.ts";
import {
  type Candidate,
  type Client,
  explainMatch,
  pickEntry,
  pickLastResort,
  pickNone,
} from "./client.ts";

const rules = "containers-image";

/** Variants in the order in which containers/image tries them. */
const compatibleVariants: ReadonlyMap<string, readonly string[]> = new Map([
  ["arm", ["v8", "v7", "v6", "v5"]],
  ["arm64", ["v8"]],
]);

/**
 * Picks an entry as Podman, Buildah, Skopeo and CRI-O do: names are compared as written, the version of Windows is
 * ignored, and of equal entries of an OCI index one with zstd layers is preferred. A nested index is not opened.
 * Sources: containers/image, internal/pkg/platform/platform_matcher.go, internal/manifest/oci_index.go and
 * docker_schema2_list.go, copy/single.go.
 */
export function pickAsContainersImage(
  client: Client,
  candidates: readonly Candidate[],
  mediaType: string,
): ClientPick {
  const { os, architecture } = client.platform;
  const isDockerList = mediaType === mediaTypes.dockerList;
  const prefer = (found: readonly Candidate[]): Candidate | undefined =>
    (isDockerList ? undefined : found.find(isZstd)) ?? found[0];
  for (const wanted of wantedVariants(client.platform)) {
    const found = candidates.filter(
      ({ descriptor: { platform } }) =>
        platform?.os === os &&
        platform.architecture === architecture &&
        (platform.variant ?? "") === wanted,
    );
    const entry = prefer(found);
    if (entry !== undefined) {
      const choice = entry === found[0] ? "the first" : "the one with zstd layers";
      const reason = explainMatch({ client, entry, count: found.length, choice });
      return pickEntry(rules, entry, reason);
    }
  }
  const last = prefer(candidates.filter(({ descriptor }) => descriptor.platform === undefined));
  // The platform of an entry of a Docker list is empty if it is absent, and matches nothing.
  return last === undefined || isDockerList
    ? pickNone(rules, client)
    : pickLastResort(rules, client, last, "");
}

/**
 * The variants that are tried, best first: the client's own, lower ones, and none; for a client without a variant,
 * none and then all.
 * Source: WantedPlatforms.
 */
function wantedVariants({ architecture, variant = "" }: Platform): readonly string[] {
  const order = compatibleVariants.get(architecture) ?? [];
  if (variant === "") {
    return ["", ...order];
  }
  const at = order.indexOf(variant);
  return [...(at < 0 ? [variant] : order.slice(at)), ""];
}

/** Podman marks an image with zstd layers in the index that lists it beside one with gzip layers. */
function isZstd({ descriptor }: Candidate): boolean {
  return descriptor.annotations?.["io.github.containers.compression.zstd"] === "true";
}
