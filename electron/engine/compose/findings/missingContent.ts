import { attestedDigest, isAttestation } from "../../../../shared/oci/attestation.ts";
import type { Draft } from "../../../../shared/draft.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type { Finding } from "../../../../shared/preview.ts";
import type { Composition } from "../composition.ts";
import type { EntryPresence } from "./entryPresence.ts";
import { formatLocation } from "../../oci/location.ts";
import { formatPlatformAll } from "../../oci/formatPlatform.ts";
import { toTagOrDigest } from "../../stores/openStores.ts";
import type { Store } from "../../stores/store.ts";
import { allOrAbort } from "../../async/allOrAbort.ts";

/** Entries of indexes in registries above which none is asked for: the plan asks for what it needs. */
const mostAsked = 64;
/** So many entries are named. */
const named = 6;

/** An entry of the result, with the sources that list it. */
interface Listed {
  readonly entry: Descriptor;
  /** Positions of the sources. */
  readonly by: readonly number[];
}

/**
 * What source indexes list and their stores do not have: `docker save` writes the index of an image with one platform of
 * it, mirrors leave out attestations, and clean-up jobs delete children. A push of the result would fail.
 *
 * @returns a finding for each such source, by platform and role, whose remedy excludes exactly what is missing
 */
export async function findMissingContent(
  draft: Draft,
  composition: Composition,
  presence: EntryPresence,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { sources, combination, filtered } = composition;
  const entries = filtered.index?.manifests ?? [];
  // A single source was fetched just now, and so were attestations that were found as referrers.
  const listed = entries.flatMap((entry): readonly Listed[] => {
    const by = combination.named.get(entry.digest) ?? [];
    const isFetched = by.some((position) => sources[position]?.kind !== "index");
    return by.length === 0 || isFetched ? [] : [{ entry, by }];
  });
  const remote = listed.filter(({ by }) => storesOf(by, composition)[0]?.kind === "registry");
  const asked =
    remote.length > mostAsked ? listed.filter((each) => !remote.includes(each)) : listed;
  const there = await allOrAbort(asked, signal, async ({ entry, by }, until) => {
    for (const store of storesOf(by, composition))
      if (await presence.of(store, entry, until)) return true;
    return false;
  });
  const missing = asked.filter((_, position) => !there[position]);
  const bySource = Map.groupBy(missing, ({ by: [first = 0] }) => first);
  const isAll = missing.length === entries.length;
  return [...bySource].flatMap(([position, lacking]): readonly Finding[] => {
    const source = sources[position];
    const id = draft.sources[position]?.id;
    if (!source || id === undefined) return [];
    const gone = lacking.map(({ entry }) => entry);
    const names = namesOf(gone, entries);
    const where = formatLocation(source.location);
    const held = "tag" in toTagOrDigest(source.location) ? "its index lists" : "it lists";
    return [
      {
        code: "missing_content",
        severity: "warning",
        message: `${where} does not have all that ${held}: ${names} ${gone.length === 1 ? "is" : "are"} missing. A push needs ${gone.length === 1 ? "it" : "them"}, unless the target has ${gone.length === 1 ? "it" : "them"}.`,
        subject: { kind: "source", id },
        fixes: isAll ? [] : [{ kind: "exclude", digests: withoutFollowing(gone) }],
      },
    ];
  });
}

function storesOf(by: readonly number[], { sources }: Composition): readonly Store[] {
  return [...new Set(by.flatMap((position) => sources[position]?.store ?? []))];
}

/** An attestation goes with its image. */
function withoutFollowing(gone: readonly Descriptor[]): readonly string[] {
  const digests = new Set(gone.map(({ digest }) => digest));
  return gone
    .filter((entry) => !digests.has(attestedDigest(entry) ?? ""))
    .map(({ digest }) => digest);
}

function namesOf(gone: readonly Descriptor[], entries: readonly Descriptor[]): string {
  const names = gone.map((entry) => entryName(entry, entries));
  const more = names.length - named;
  return more > 1 ? `${names.slice(0, named).join(", ")} and ${more} more` : names.join(", ");
}

/**
 * What an entry is to a person, by platform and role: `linux/arm64`, `the attestation of linux/arm64`.
 * @param entries those of the index, which tell what an attestation is of
 */
function entryName(entry: Descriptor, entries: readonly Descriptor[]): string {
  if (!isAttestation(entry))
    return entry.platform ? formatPlatformAll(entry.platform) : `the entry ${entry.digest}`;
  const image = entries.find(({ digest }) => digest === attestedDigest(entry));
  return image ? `the attestation of ${entryName(image, [])}` : `the attestation ${entry.digest}`;
}
