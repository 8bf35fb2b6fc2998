import {
  attestationKeys,
  attestationType,
  attestedDigest,
  isAttestation,
} from "../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { ImageIndex } from "../../../shared/oci/imageIndex.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import { EngineError } from "../failure.ts";
import type { Host } from "../oci/platform.ts";
import { createMatcher, matchesPlatform } from "../oci/platformMatching.ts";
import type { Content } from "../store.ts";
import { contentOf, type Combination } from "./combine.ts";

export interface FilterOptions {
  /** Platforms to keep; none means all. */
  readonly platforms: readonly Platform[];
  readonly host: Host;
  /**
   * Look for an attestation of each image among its referrers.
   * @param kept for each entry of the combination, whether it stays
   * @returns what was found, by the position of the image
   */
  readonly findAttestations: (
    images: readonly Descriptor[],
    kept: readonly boolean[],
  ) => Promise<readonly (Descriptor | undefined)[]>;
}

/** A combination with its platforms chosen: what will be pushed. */
export interface Filtered {
  readonly origin: Combination["origin"];
  readonly content: Content;
  /** The index that the content is; undefined where it is a single manifest. */
  readonly index: ImageIndex | undefined;
  /** For each entry of the combination, whether it stays. */
  readonly kept: readonly boolean[];
  /** Attestations that were found as referrers and appended. */
  readonly added: readonly Descriptor[];
}

/**
 * Keep the entries that match one of the platforms, those without a platform, and the attestations of what is
 * kept. An image that comes without an attestation gets the one that refers to it, where there is one.
 * An index of which everything stays and to which nothing is added keeps its bytes.
 *
 * Source: buildx `util/imagetools/create.go`, `FilterPlatforms`; recorded behaviour.
 *
 * @throws EngineError `no_platform_matches`
 */
export async function filterPlatforms(
  combination: Combination,
  options: FilterOptions,
): Promise<Filtered> {
  const { index } = combination;
  if (!index) return keepSingle(combination, options);
  const kept = keptEntries(index.manifests, options);
  const entries = index.manifests.filter((_, position) => kept[position]);
  if (entries.length === 0) throw noMatch("none of the manifests match the provided platforms");
  const attested = new Set(entries.map(attestedDigest));
  const lacking = entries.filter((entry) => !isAttestation(entry) && !attested.has(entry.digest));
  const found = await options.findAttestations(lacking, kept);
  const added = found.flatMap((attestation, position) => {
    const subject = lacking[position];
    return attestation && subject ? [attestationEntry(attestation, subject)] : [];
  });
  if (added.length === 0 && entries.length === index.manifests.length) {
    return { origin: combination.origin, content: combination.content, index, kept, added };
  }
  const filtered: ImageIndex = {
    ...index,
    mediaType: combination.content.mediaType,
    manifests: [...entries, ...added],
  };
  return { origin: "built", content: contentOf(filtered), index: filtered, kept, added };
}

/** Which entries stay, in their order. */
export function keptEntries(
  entries: readonly Descriptor[],
  options: Pick<FilterOptions, "platforms" | "host">,
): readonly boolean[] {
  const { platforms, host } = options;
  const matcher = createMatcher(platforms, host);
  const matches = ({ platform }: Descriptor): boolean =>
    platforms.length === 0 || !platform || matcher(platform).length > 0;
  const images = new Set(
    entries.filter((entry) => !isAttestation(entry) && matches(entry)).map(({ digest }) => digest),
  );
  return entries.map((entry) => {
    if (!isAttestation(entry)) return matches(entry);
    const subject = attestedDigest(entry);
    return platforms.length === 0 || (subject !== undefined && images.has(subject));
  });
}

function keepSingle(combination: Combination, options: FilterOptions): Filtered {
  const { platform, content, origin } = combination;
  const { platforms, host } = options;
  if (platforms.length > 0) {
    if (!platform)
      throw noMatch("cannot filter platforms from a manifest without platform information");
    if (!platforms.some((wanted) => matchesPlatform(wanted, platform, host))) {
      throw noMatch(
        `input platform ${platform.os}/${platform.architecture} does not match any of the provided platforms`,
      );
    }
  }
  return { origin, content, index: undefined, kept: [], added: [] };
}

/** An attestation manifest as BuildKit would have listed it. */
export function attestationEntry(attestation: Descriptor, subject: Descriptor): Descriptor {
  return {
    mediaType: attestation.mediaType,
    digest: attestation.digest,
    size: attestation.size,
    annotations: {
      [attestationKeys.digest]: subject.digest,
      [attestationKeys.type]: attestationType,
    },
    platform: { architecture: "unknown", os: "unknown" },
  };
}

function noMatch(message: string): EngineError {
  return new EngineError("no_platform_matches", message, {
    hint: "Change the platforms to keep: the sources have none of these, so nothing would be left.",
  });
}
