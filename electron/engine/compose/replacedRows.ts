import { attestedDigest } from "../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { Platform } from "../../../shared/oci/platform.ts";
import type { FindingFix, ReplacedRow } from "../../../shared/preview.ts";
import { formatPlatformAll } from "../oci/formatPlatform.ts";
import { platformKey } from "../oci/normalizePlatform.ts";
import { listedEntries } from "./mergeEntries.ts";
import type { Composition } from "./composition.ts";
import { entryRows } from "./rows.ts";

/** A platform for which sources list a digest that the result has for another one. */
interface LostPlatform {
  /** As the source lists it. */
  readonly entry: Descriptor;
  readonly platform: Platform;
  /** Positions of the sources. */
  readonly positions: readonly number[];
  /** The platform in the result. */
  readonly by: Platform;
}

/**
 * Finds platforms that a result lacks, since a new index lists each digest once, for the last platform of the sources.
 * @returns them by digest; a digest whose platform is edited has none
 */
export function lostPlatforms({
  sources,
  combination,
  request,
}: Composition): ReadonlyMap<string, readonly LostPlatform[]> {
  const { origin, index, originals } = combination;
  const entries = origin === "built" ? (index?.manifests ?? []) : [];
  const isEdited = (entry: Descriptor): boolean =>
    originals.has(entry) || request.edits.get(entry.digest)?.manifest?.platform !== undefined;
  /** An edited index may list a digest several times. */
  const kept = Map.groupBy(
    entries.flatMap((entry) =>
      entry.platform && !isEdited(entry)
        ? [{ digest: entry.digest, platform: entry.platform }]
        : [],
    ),
    ({ digest }) => digest,
  );
  /** For each digest, its other platforms by their keys. */
  const lost = new Map<string, Map<string, LostPlatform>>();
  sources.forEach((source, position) => {
    for (const entry of listedEntries(source, request.keepOsVersion)) {
      const { digest, platform } = entry;
      const listed = kept.get(digest);
      const by = listed?.[0]?.platform;
      if (!listed || !by || !platform || platform === by) {
        continue;
      }
      const key = platformKey(platform);
      if (listed.some((each) => platformKey(each.platform) === key)) {
        continue;
      }
      const others = lost.get(digest) ?? new Map<string, LostPlatform>();
      const positions = [...(others.get(key)?.positions ?? []), position];
      lost.set(digest, others.set(key, { entry, platform, positions, by }));
    }
  });
  return new Map([...lost].map(([digest, others]) => [digest, [...others.values()]]));
}

/** The fix that lists a digest for a platform that it lost. */
export function preferPlatform({ entry: { digest }, platform, by }: LostPlatform): FindingFix {
  const edit = {
    os: platform.os,
    architecture: platform.architecture,
    variant: platform.variant ?? "",
    "os.version": platform["os.version"] ?? "",
    "os.features": [...(platform["os.features"] ?? [])],
  };
  const changed = Object.entries(edit).filter(
    ([name, value]) => value.length > 0 || (by[name as keyof Platform]?.length ?? 0) > 0,
  );
  return {
    kind: "editEntries",
    entries: [{ digest, platform: Object.fromEntries(changed) }],
    label: `Use ${formatPlatformAll(platform)}`,
  };
}

/**
 * Returns the rows of entries that sources list and the result lacks, since another source takes their place: entries
 * that the draft replaces, and platforms of a digest that a later source lists for another one.
 * @param ids of the sources, in order
 */
export function replacedRows(
  composition: Composition,
  ids: readonly string[],
): readonly ReplacedRow[] {
  const { sources, combination, request } = composition;
  const lists = sources.map((source) => listedEntries(source, request.keepOsVersion));
  const replaced = [...combination.replaced].flatMap((digest): readonly ReplacedRow[] => {
    const isOf = (entry: Descriptor): boolean =>
      entry.digest === digest || attestedDigest(entry) === digest;
    const listing = lists.flatMap((entries, position) =>
      entries.some((entry) => entry.digest === digest) ? [position] : [],
    );
    const replacing = request.replaces.findIndex(
      (each, position) => each === digest && !listing.includes(position),
    );
    const [row] = entryRows((lists[listing[0] ?? -1] ?? []).filter(isOf));
    const id = ids[replacing];
    return row === undefined || id === undefined
      ? []
      : [
          {
            ...row,
            sources: listing.flatMap((position) => ids[position] ?? []),
            by: { kind: "source", id },
            prefer: { kind: "removeSources", ids: [id] },
          },
        ];
  });
  const lost = [...lostPlatforms(composition).values()].flat().flatMap((each) => {
    const listing = each.positions.flatMap((position) => ids[position] ?? []);
    return entryRows([each.entry]).map((row): ReplacedRow => ({
      ...row,
      sources: listing,
      by: { kind: "platform", platform: formatPlatformAll(each.by) },
      prefer: preferPlatform(each),
    }));
  });
  return [...replaced, ...lost];
}
