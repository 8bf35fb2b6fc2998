import type { Draft, CopyReferrers } from "../../../../shared/draft.ts";
import { isAttestation } from "../../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type { Loss } from "../../../../shared/preview.ts";
import { EngineError } from "../../errors.ts";
import type { Composition } from "../composition.ts";
import { digestTagListTimeout } from "../../stores/registry/http/timeouts.ts";
import type { ReferrersCache } from "../../stores/referrersCache.ts";
import { decodeIndex } from "../../oci/decode.ts";
import { locationRepository, type Location, parseLocation } from "../../oci/location.ts";
import { cosignTags } from "../../oci/cosignTags.ts";
import { shouldCopyReferrer } from "../shouldCopyReferrer.ts";
import type { Store } from "../../stores/store.ts";
import type { Content } from "../../oci/content.ts";
import { allOrAbort } from "../../async/allOrAbort.ts";
import { countOf } from "../countOf.ts";

/** A source with what of it stands in the result. */
interface Part {
  readonly id: string;
  readonly store: Store;
  readonly digest: string;
  readonly isIndex: boolean;
  /** Entries of the result that this source is the first to name. */
  readonly entries: readonly Descriptor[];
  /** Whether its own bytes are the result, digest and all. */
  readonly copied: boolean;
  /** Whether something is pushed to where its referrers and tags are not already. */
  readonly leaves: boolean;
}

/** What only the registry knows of a part. */
interface Known {
  readonly ofIndex: readonly Descriptor[];
  readonly ofEntries: readonly Descriptor[];
  readonly tagsOfIndex: readonly string[];
  readonly tagsOfEntries: readonly string[];
}

/**
 * What sources have beside their bytes and a push would not bring along: what refers to them, and what stands
 * under tags of their digests. Asks the registries, also those of attestations that the index lists itself.
 *
 * Where a repository does not list its tags, nothing is said of digest tags.
 *
 * @throws EngineError where referrers cannot be asked for
 */
export async function remoteLosses(
  draft: Draft,
  composition: Composition,
  referrers: ReferrersCache,
  signal: AbortSignal,
): Promise<readonly Loss[]> {
  const added = new Set(composition.filtered.added.map(({ digest }) => digest));
  return await lossesOfParts(
    partsOf(draft, composition),
    draft.copyReferrers,
    added,
    referrers,
    signal,
  );
}

/** What a retag copies, and to where. */
export interface RetagCopy {
  readonly store: Store;
  readonly location: Location;
  readonly content: Content;
  readonly isIndex: boolean;
  readonly targets: readonly Location[];
  readonly copyReferrers: CopyReferrers;
}

/**
 * What refers to the content of a retag, and stands under tags of its digests, and whether it is copied. The losses
 * are of no source of a draft: their source is the content's digest.
 * @throws EngineError where referrers cannot be asked for
 */
export async function retagLosses(
  { store, location, content, isIndex, targets, copyReferrers }: RetagCopy,
  referrers: ReferrersCache,
  signal: AbortSignal,
): Promise<readonly Loss[]> {
  const { mediaType, digest, bytes } = content;
  const itself = { mediaType, digest, size: bytes.byteLength };
  const repository = locationRepository(location);
  const part: Part = {
    id: digest,
    store,
    digest,
    isIndex,
    entries: isIndex ? decodeIndex(bytes, `index ${digest}`).manifests : [itself],
    copied: true,
    leaves: targets.some((target) => locationRepository(target) !== repository),
  };
  return await lossesOfParts([part], copyReferrers, new Set(), referrers, signal);
}

/** @param added referrers that are entries of the result already */
async function lossesOfParts(
  parts: readonly Part[],
  copyReferrers: CopyReferrers,
  added: ReadonlySet<string>,
  referrers: ReferrersCache,
  signal: AbortSignal,
): Promise<readonly Loss[]> {
  // An attestation may be an entry of the index and refer to its image, too: it is copied as an entry.
  const entered = new Set([
    ...added,
    ...parts.flatMap(({ entries }) => entries.map(({ digest }) => digest)),
  ]);
  const tags = new Map<Store, Promise<ReadonlySet<string>>>();
  const tagsOf = (store: Store): Promise<ReadonlySet<string>> => {
    const listed = tags.get(store) ?? listTags(store, signal);
    tags.set(store, listed);
    return listed;
  };
  const losses = await allOrAbort(parts, signal, async (part, until) => {
    const { store, digest: whole, entries, copied, leaves } = part;
    const index = part.isIndex && (leaves || !copied);
    const images = leaves ? entries : [];
    const [ofIndex, ofEntries, known] = await Promise.all([
      index ? referrers.get(store, whole, until) : [],
      referrers.getAll(
        store,
        images.flatMap((entry) => (isAttestation(entry) ? [] : [entry.digest])),
        until,
      ),
      index || images.length > 0 ? tagsOf(store) : new Set<string>(),
    ]);
    const tagged = (digests: readonly string[]): readonly string[] =>
      digests.flatMap(cosignTags).filter((tag) => known.has(tag));
    return lossesOf(copyReferrers, part, {
      ofIndex,
      ofEntries: ofEntries.flat().filter(({ digest }) => !entered.has(digest)),
      tagsOfIndex: tagged(index ? [whole] : []),
      tagsOfEntries: tagged(images.map(({ digest }) => digest)),
    });
  });
  return losses.flat();
}

function partsOf(draft: Draft, { sources, combination, filtered }: Composition): readonly Part[] {
  const { content, index, origin } = filtered;
  const entries: readonly Descriptor[] = index?.manifests ?? [
    { mediaType: content.mediaType, digest: content.digest, size: content.bytes.byteLength },
  ];
  const owned = new Map<number, Descriptor[]>();
  for (const entry of entries) {
    const owner = combination.named.get(entry.digest)?.[0];
    if (owner === undefined) continue;
    const entriesOfOwner = owned.get(owner) ?? [];
    entriesOfOwner.push(entry);
    owned.set(owner, entriesOfOwner);
  }
  const targets = draft.targets.map(({ text }) => repositoryOf(text));
  return sources.flatMap((source, position) => {
    const id = draft.sources[position]?.id;
    if (id === undefined) return [];
    const repository = locationRepository(source.location);
    return {
      id,
      store: source.store,
      digest: source.content.digest,
      isIndex: source.kind === "index",
      entries: owned.get(position) ?? [],
      copied: origin === "copy",
      // Without a target yet, the worst is assumed.
      leaves: targets.length === 0 || targets.some((target) => target !== repository),
    };
  });
}

/** A target that cannot be read is no repository of a source. */
function repositoryOf(target: string): string {
  try {
    return locationRepository(parseLocation(target.trim()));
  } catch (error) {
    if (error instanceof EngineError) return "";
    throw error;
  }
}

/** The tags of a repository; none where it does not tell, or not in time. */
async function listTags(store: Store, signal: AbortSignal): Promise<ReadonlySet<string>> {
  // Some repositories have hundreds of thousands of tags.
  const timeout = AbortSignal.timeout(digestTagListTimeout);
  try {
    return new Set(await store.listTags(AbortSignal.any([signal, timeout])));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineError || timeout.aborted) return new Set();
    throw error;
  }
}

function lossesOf(
  { referrers, digestTags }: CopyReferrers,
  { id, copied }: Part,
  known: Known,
): readonly Loss[] {
  const usual = { kept: referrers !== "none", keep: { kind: "attestationReferrers" } } as const;
  const all = { kept: referrers === "all", keep: { kind: "allReferrers" } } as const;
  const { ofIndex, ofEntries, tagsOfIndex, tagsOfEntries } = known;
  const ofRoot = copied ? ofIndex : [];
  const tags = [...(copied ? tagsOfIndex : []), ...tagsOfEntries];
  const gone = [
    ...referrerWords(copied ? [] : ofIndex, "of this index"),
    ...tagWords(copied ? [] : tagsOfIndex),
  ];
  const goneFor = "; they hold for its digest, and the new index has another";
  const losses = [
    loss("index_referrers", gone, { kept: false }, goneFor),
    loss("index_referrers", referrerWords(ofRoot.filter(isUsual), "of this index"), usual),
    loss("referrers", referrerWords(ofEntries.filter(isUsual), "of its images"), usual),
    loss("referrers", referrerWords([...ofRoot, ...ofEntries].filter(isOther), "of it"), all),
    loss("digest_tags", tagWords(tags), { kept: digestTags, keep: { kind: "digestTags" } }),
  ];
  return losses.flat().map((each) => ({ ...each, source: id }));
}

/** @param what in words; nothing is lost where there are none */
function loss(
  code: Loss["code"],
  what: readonly string[],
  state: Pick<Loss, "kept" | "keep">,
  because = "",
): readonly Omit<Loss, "source">[] {
  if (what.length === 0) return [];
  const message = `${state.kept ? "Brought along" : "Left behind"}: ${what.join(" and ")}${because}.`;
  return [{ code, message, ...state }];
}

/** An attestation or a signature, which travels by default. */
function isUsual(referrer: Descriptor): boolean {
  return shouldCopyReferrer(referrer, "attestations");
}

function isOther(referrer: Descriptor): boolean {
  return !isUsual(referrer);
}

function referrerWords(referrers: readonly Descriptor[], whose: string): readonly string[] {
  const distinct = new Map(
    referrers.map(({ digest, artifactType }) => [digest, artifactType ?? "no type"]),
  );
  if (distinct.size === 0) return [];
  const types = [...new Set(distinct.values())].toSorted();
  return [`${countOf(distinct.size, "referrer")} ${whose} (${some(types)})`];
}

function tagWords(tags: readonly string[]): readonly string[] {
  if (tags.length === 0) return [];
  const kinds = [...new Set(tags.map((tag) => tag.slice(tag.indexOf("."))))];
  return [`${countOf(tags.length, "tag")} of digests (${kinds.join(", ")})`];
}

function some(names: readonly string[]): string {
  const more = names.length - 3;
  return [...names.slice(0, 3), ...(more > 0 ? [`${more} more`] : [])].join(", ");
}
