import { attestedDigest, isAttestation } from "../../../../shared/oci/attestation.ts";
import type { Draft } from "../../../../shared/draft.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type { Finding } from "../../../../shared/preview.ts";
import type { Composition } from "../composition.ts";
import type { EntryPresence } from "./entryPresence.ts";
import { warning } from "./finding.ts";
import { formatLocation } from "../../oci/location.ts";
import { formatPlatformAll } from "../../oci/formatPlatform.ts";
import { toTagOrDigest } from "../../stores/openStores.ts";
import type { Store } from "../../stores/store.ts";
import { allOrAbort } from "../../async/allOrAbort.ts";

/** Entries in registries above which none is checked; the plan checks what it needs. */
const maxRemoteEntries = 64;
/** Entries named in a message. */
const maxNames = 6;

/** An entry of the result, with the sources that list it. */
interface Listed {
  readonly entry: Descriptor;
  /** Positions of the sources. */
  readonly by: readonly number[];
}

interface MissingContentOptions {
  readonly draft: Draft;
  readonly composition: Composition;
  readonly presence: EntryPresence;
}

/**
 * Finds entries that source indexes list and their stores do not have, which a push of the result would need. `docker
 * save` writes one platform of an index, mirrors omit attestations, and clean-up jobs delete children.
 *
 * @returns a finding for each such source, with a fix that excludes what is missing
 */
export async function findMissingContent(
  { draft, composition, presence }: MissingContentOptions,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { sources, combination, filtered } = composition;
  const entries = filtered.index?.manifests ?? [];
  // Single sources and attestations found among referrers were fetched just now.
  const listed = entries.flatMap((entry): readonly Listed[] => {
    const by = combination.named.get(entry.digest) ?? [];
    const isFetched = by.some((position) => sources[position]?.kind !== "index");
    return by.length === 0 || isFetched ? [] : [{ entry, by }];
  });
  const remote = listed.filter(({ by }) => storesOf(by, composition)[0]?.kind === "registry");
  const checked =
    remote.length > maxRemoteEntries ? listed.filter((each) => !remote.includes(each)) : listed;
  const isPresent = await allOrAbort(checked, signal, async ({ entry, by }, until) => {
    for (const store of storesOf(by, composition)) {
      if (await presence.has(store, entry, until)) {
        return true;
      }
    }
    return false;
  });
  const missing = checked.filter((_, position) => !isPresent[position]);
  const bySource = Map.groupBy(missing, ({ by: [first = 0] }) => first);
  const isAll = missing.length === entries.length;
  return [...bySource].flatMap(([position, entriesOfSource]): readonly Finding[] => {
    const source = sources[position];
    const id = draft.sources[position]?.id;
    if (!source || id === undefined) {
      return [];
    }
    const lacking = entriesOfSource.map(({ entry }) => entry);
    const names = joinNames(lacking, entries);
    const [verb, them] = lacking.length === 1 ? ["is", "it"] : ["are", "them"];
    const name = formatLocation(source.location);
    const lists = "tag" in toTagOrDigest(source.location) ? "its index lists" : "it lists";
    const message = `${name} does not have all that ${lists}: ${names} ${verb} missing. A push needs ${them}, unless the target has ${them}.`;
    const digests = digestsToExclude(lacking);
    return [
      {
        ...warning("missing_content", message, { kind: "source", id }),
        fixes: isAll ? [] : [{ kind: "exclude", digests }],
      },
    ];
  });
}

function storesOf(by: readonly number[], { sources }: Composition): readonly Store[] {
  return [...new Set(by.flatMap((position) => sources[position]?.store ?? []))];
}

/** The digests to exclude; attestations are excluded together with their images. */
function digestsToExclude(missing: readonly Descriptor[]): readonly string[] {
  const digests = new Set(missing.map(({ digest }) => digest));
  return missing
    .filter((entry) => !digests.has(attestedDigest(entry) ?? ""))
    .map(({ digest }) => digest);
}

function joinNames(missing: readonly Descriptor[], entries: readonly Descriptor[]): string {
  const names = missing.map((entry) => entryName(entry, entries));
  const more = names.length - maxNames;
  return more > 1 ? `${names.slice(0, maxNames).join(", ")} and ${more} more` : names.join(", ");
}

/**
 * Names an entry by platform and role: `linux/arm64`, `the attestation of linux/arm64`.
 * @param entries of the index, among which the image of an attestation is found
 */
function entryName(entry: Descriptor, entries: readonly Descriptor[]): string {
  if (!isAttestation(entry)) {
    return entry.platform ? formatPlatformAll(entry.platform) : `the entry ${entry.digest}`;
  }
  const image = entries.find(({ digest }) => digest === attestedDigest(entry));
  return image ? `the attestation of ${entryName(image, [])}` : `the attestation ${entry.digest}`;
}
