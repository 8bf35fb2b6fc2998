import {
  attestationKeys,
  attestationType,
  attestedDigest,
  isAttestation,
} from "../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { ImageIndex } from "../../../shared/oci/imageIndex.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import { EngineError } from "../errors.ts";
import type { Host } from "../oci/host.ts";
import { createPlatformMatcher, matchesPlatform } from "../oci/matchPlatform.ts";
import type { Content } from "../oci/content.ts";
import type { Combination } from "./combine.ts";
import { encodeIndex } from "./indexFields.ts";
import {
  type EditedManifests,
  isDropped,
  isUnbound,
  listEdited,
  noEditedManifests,
} from "./editedManifests.ts";

export interface FilterOptions {
  /** Platforms to keep; empty: all. */
  readonly platforms: readonly Platform[];
  /** Digests of entries to exclude, whatever their platforms. */
  readonly excluded: ReadonlySet<string>;
  readonly host: Host;
  /** Edited manifests; omitted: none. */
  readonly manifests?: EditedManifests;
  /**
   * Finds the attestation of each image among its referrers.
   * @param fates for each entry of the combination, whether the result has it
   * @returns the attestations, by the position of the image
   */
  readonly findAttestations: (
    images: readonly Descriptor[],
    fates: readonly EntryFate[],
  ) => Promise<readonly (Descriptor | undefined)[]>;
}

/** Whether the result has an entry, and why not. */
export interface EntryFate {
  readonly kept: boolean;
  /** The draft excludes its digest. */
  readonly excluded?: true;
  /** No platform of the filter matches. */
  readonly filtered?: true;
  /** An attestation of a manifest that the draft edits: it describes the manifest before the edit. */
  readonly unbound?: true;
}

/** A filtered combination: the content to push. */
export interface Filtered {
  readonly origin: Combination["origin"];
  readonly content: Content;
  /**
   * The decoded content, but with the digests of the sources where manifests are edited; undefined if it is a single
   * manifest.
   */
  readonly index: ImageIndex | undefined;
  /** The edited manifests that the content is or lists. */
  readonly edited: EditedManifests;
  /** For each entry of the combination, in order; empty if it is a single manifest. */
  readonly fates: readonly EntryFate[];
  /** Attestations found among referrers and appended. */
  readonly added: readonly Descriptor[];
  /** Attestations found among referrers and excluded. */
  readonly declined: readonly Descriptor[];
}

/**
 * Keeps the entries that match a platform, those without a platform, and the attestations of kept entries; then removes
 * excluded digests and the attestations of excluded images. For an image without an attestation, the one among its
 * referrers is appended, unless the edited index lists the image, or its manifest is edited. An index that does not change
 * keeps its bytes.
 *
 * Source: buildx `util/imagetools/create.go`, `FilterPlatforms`; recorded behaviour. buildx cannot exclude digests.
 *
 * @throws EngineError `no_platform_matches`, `all_excluded`
 */
export async function filterEntries(
  combination: Combination,
  options: FilterOptions,
): Promise<Filtered> {
  const { index } = combination;
  const { manifests = noEditedManifests } = options;
  if (!index) {
    return keepSingle(combination, options);
  }
  const fates = entryFates(index.manifests, options);
  const entries = index.manifests.filter((_, position) => fates[position]?.kept);
  if (entries.length === 0) {
    if (index.manifests.length === 0) {
      throw new EngineError("no_platform_matches", "The index lists no entries.", {
        hint: "Add a source with an image.",
      });
    }
    if (fates.some(({ filtered }) => !filtered)) {
      throw allExcluded();
    }
    throw noMatch("none of the manifests match the provided platforms");
  }
  // An image whose attestation is excluded gets no other one.
  const attested = new Set(
    index.manifests.filter((_, position) => !fates[position]?.filtered).map(attestedDigest),
  );
  // An edited index changes only where the user edits it.
  const ofBase = new Set(combination.base?.index.manifests.map(({ digest }) => digest));
  const lacking = entries.filter(
    (entry) =>
      !isAttestation(entry) &&
      !attested.has(entry.digest) &&
      !ofBase.has(entry.digest) &&
      !manifests.has(entry.digest),
  );
  const found = await options.findAttestations(lacking, fates);
  const foundEntries = found.flatMap((attestation, position) => {
    const subject = lacking[position];
    return attestation && subject ? [attestationEntry(attestation, subject)] : [];
  });
  const added = foundEntries.filter(({ digest }) => !options.excluded.has(digest));
  const declined = foundEntries.filter(({ digest }) => options.excluded.has(digest));
  const edited = new Map(
    entries.flatMap(({ digest }) => {
      const manifest = manifests.get(digest);
      return manifest ? [[digest, manifest] as const] : [];
    }),
  );
  const chosen = { edited, fates, added, declined };
  const isWhole = added.length === 0 && entries.length === index.manifests.length;
  if (isWhole && edited.size === 0) {
    return { origin: combination.origin, content: combination.content, index, ...chosen };
  }
  const filtered: ImageIndex = {
    ...index,
    mediaType: combination.content.mediaType,
    manifests: [...entries, ...added],
  };
  const listed = { ...filtered, manifests: listEdited(filtered.manifests, edited) };
  const content = encodeIndex(listed, combination.base);
  return { origin: isWhole ? combination.origin : "built", content, index: filtered, ...chosen };
}

/** For each entry, whether the result has it. An excluded entry is excluded whatever its platform. */
export function entryFates(
  entries: readonly Descriptor[],
  options: Pick<FilterOptions, "platforms" | "host" | "excluded" | "manifests">,
): readonly EntryFate[] {
  const { excluded, manifests = noEditedManifests } = options;
  const matching = matchingEntries(entries, options);
  return entries.map((entry, position) => {
    const subject = attestedDigest(entry);
    const out = excluded.has(entry.digest) || (subject !== undefined && excluded.has(subject));
    const matches = matching[position] ?? false;
    return {
      kept: matches && !out && !isDropped(entry, manifests),
      ...(out ? { excluded: true } : {}),
      ...(matches ? {} : { filtered: true }),
      ...(isUnbound(entry, manifests) ? { unbound: true } : {}),
    };
  });
}

/** For each entry, whether the platforms keep it. */
function matchingEntries(
  entries: readonly Descriptor[],
  options: Pick<FilterOptions, "platforms" | "host">,
): readonly boolean[] {
  const { platforms, host } = options;
  const matcher = createPlatformMatcher(platforms, host);
  const matches = ({ platform }: Descriptor): boolean =>
    platforms.length === 0 || !platform || matcher(platform).length > 0;
  const images = new Set(
    entries.filter((entry) => !isAttestation(entry) && matches(entry)).map(({ digest }) => digest),
  );
  return entries.map((entry) => {
    if (!isAttestation(entry)) {
      return matches(entry);
    }
    const subject = attestedDigest(entry);
    return platforms.length === 0 || (subject !== undefined && images.has(subject));
  });
}

function keepSingle(combination: Combination, options: FilterOptions): Filtered {
  const { platform, content, origin } = combination;
  const { platforms, host, excluded, manifests = noEditedManifests } = options;
  if (excluded.has(content.digest)) {
    throw allExcluded();
  }
  if (platforms.length > 0) {
    if (!platform) {
      throw noMatch("cannot filter platforms from a manifest without platform information");
    }
    if (!platforms.some((wanted) => matchesPlatform(wanted, platform, host))) {
      throw noMatch(
        `input platform ${platform.os}/${platform.architecture} does not match any of the provided platforms`,
      );
    }
  }
  const manifest = manifests.get(content.digest);
  return {
    origin,
    content: manifest?.content ?? content,
    index: undefined,
    edited: new Map(manifest ? [[content.digest, manifest]] : []),
    fates: [],
    added: [],
    declined: [],
  };
}

/** The entry of an attestation manifest as BuildKit lists it. */
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

function allExcluded(): EngineError {
  return new EngineError("all_excluded", "All entries are excluded, so nothing would be left.", {
    hint: "Tick at least one entry again.",
  });
}

function noMatch(message: string): EngineError {
  return new EngineError("no_platform_matches", message, {
    hint: "Change the platforms to keep: the sources have none of these, so nothing would be left.",
  });
}
