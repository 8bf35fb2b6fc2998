import type { CopyReferrers, Draft } from "../../../../shared/draft.ts";
import { isAttestation } from "../../../../shared/oci/attestation.ts";
import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type { Loss } from "../../../../shared/preview.ts";
import { allOrAbort } from "../../async/allOrAbort.ts";
import { EngineError } from "../../errors.ts";
import type { Content } from "../../oci/content.ts";
import { cosignTags } from "../../oci/cosignTags.ts";
import { decodeIndex } from "../../oci/decode.ts";
import { type Location, locationRepository, parseLocation } from "../../oci/location.ts";
import type { ReferrersCache } from "../../stores/referrersCache.ts";
import { digestTagListTimeout } from "../../stores/registry/http/timeouts.ts";
import type { Store } from "../../stores/store.ts";
import type { Composition } from "../composition.ts";
import { countOf } from "../../../../shared/countOf.ts";
import { shouldCopyReferrer } from "../shouldCopyReferrer.ts";
import type { SourceLoss } from "./loss.ts";

/** Artifact types named in a message. */
const maxTypes = 3;

/** A source and the part of the result that comes from it. */
interface SourcePart {
  /** The id of the source in the draft, or the digest of the content of a retag. */
  readonly id: string;
  readonly store: Store;
  readonly digest: string;
  readonly isIndex: boolean;
  /** Entries of the result that this source is the first to list. */
  readonly entries: readonly Descriptor[];
  /** Digests of entries whose manifests are edited: what refers to them does not refer to the result. */
  readonly edited: ReadonlySet<string>;
  /** Whether the result has the source's digest. */
  readonly isCopied: boolean;
  /** Whether a target is in another repository, where referrers and digest tags have to be copied to. */
  readonly leavesRepository: boolean;
}

/** What a registry has beside the content of a part. */
interface RemoteContent {
  readonly ofIndex: readonly Descriptor[];
  readonly ofEntries: readonly Descriptor[];
  readonly ofEdited: readonly Descriptor[];
  readonly tagsOfIndex: readonly string[];
  readonly tagsOfEntries: readonly string[];
  readonly tagsOfEdited: readonly string[];
}

interface RemoteLossesOptions {
  readonly draft: Draft;
  readonly composition: Composition;
  readonly referrers: ReferrersCache;
}

/**
 * Lists referrers and digest tags of the sources that a push does not copy, or copies because of an option of the draft.
 * Includes referrers of attestations that the index lists. Digest tags of a repository that does not list its tags are
 * left out.
 *
 * @throws EngineError if a registry does not list referrers
 */
export async function remoteLosses(
  { draft, composition, referrers }: RemoteLossesOptions,
  signal: AbortSignal,
): Promise<readonly Loss[]> {
  const added = composition.filtered.added.map(({ digest }) => digest);
  const { copyReferrers } = draft;
  return await lossesOfParts(
    { parts: partsOf(draft, composition), copyReferrers, added, referrers },
    signal,
  );
}

/** The content of a retag, and where it is copied. */
export interface RetagCopy {
  readonly store: Store;
  readonly location: Location;
  readonly content: Content;
  readonly isIndex: boolean;
  readonly targets: readonly Location[];
  readonly copyReferrers: CopyReferrers;
}

/**
 * Lists referrers and digest tags of the content of a retag that are not copied, or are copied because of an option.
 * @returns losses whose source is the content's digest
 * @throws EngineError if the registry does not list referrers
 */
export async function retagLosses(
  { store, location, content, isIndex, targets, copyReferrers }: RetagCopy,
  referrers: ReferrersCache,
  signal: AbortSignal,
): Promise<readonly Loss[]> {
  const { mediaType, digest, bytes } = content;
  const repository = locationRepository(location);
  const part: SourcePart = {
    id: digest,
    store,
    digest,
    isIndex,
    entries: isIndex
      ? decodeIndex(bytes, `index ${digest}`).manifests
      : [{ mediaType, digest, size: bytes.byteLength }],
    edited: new Set(),
    isCopied: true,
    leavesRepository: targets.some((target) => locationRepository(target) !== repository),
  };
  return await lossesOfParts({ parts: [part], copyReferrers, added: [], referrers }, signal);
}

interface LossOptions {
  readonly parts: readonly SourcePart[];
  readonly copyReferrers: CopyReferrers;
  /** Digests of referrers that were added to the result as entries. */
  readonly added: readonly string[];
  readonly referrers: ReferrersCache;
}

async function lossesOfParts(
  { parts, copyReferrers, added, referrers }: LossOptions,
  signal: AbortSignal,
): Promise<readonly Loss[]> {
  // An attestation may be an entry of the index and also refer to its image: it is copied as an entry.
  const entries = new Set([
    ...added,
    ...parts.flatMap((part) => part.entries.map(({ digest }) => digest)),
  ]);
  const tags = new Map<Store, Promise<ReadonlySet<string>>>();
  const tagsOf = (store: Store): Promise<ReadonlySet<string>> => {
    const listed = tags.get(store) ?? listTags(store, signal);
    tags.set(store, listed);
    return listed;
  };
  const losses = await allOrAbort(parts, signal, async (part, until) => {
    const { store, digest, isCopied, leavesRepository } = part;
    const hasIndex = part.isIndex && (leavesRepository || !isCopied);
    const images = part.entries.filter(
      (entry) => leavesRepository || part.edited.has(entry.digest),
    );
    const described = images.filter((entry) => !isAttestation(entry));
    const [ofIndex, found, repositoryTags] = await Promise.all([
      hasIndex ? referrers.get(store, digest, until) : [],
      referrers.getAll(store, { digests: described.map((entry) => entry.digest) }, until),
      hasIndex || images.length > 0 ? tagsOf(store) : new Set<string>(),
    ]);
    const digestTags = (digests: readonly string[]): readonly string[] =>
      digests.flatMap(cosignTags).filter((tag) => repositoryTags.has(tag));
    const referrersOf = (isEdited: boolean): readonly Descriptor[] =>
      found.flatMap((list, at) =>
        part.edited.has(described[at]?.digest ?? "") === isEdited
          ? list.filter((referrer) => !entries.has(referrer.digest))
          : [],
      );
    const imageDigests = images.map((image) => image.digest);
    const remote = {
      ofIndex,
      ofEntries: referrersOf(false),
      ofEdited: referrersOf(true),
      tagsOfIndex: digestTags(hasIndex ? [digest] : []),
      tagsOfEntries: digestTags(imageDigests.filter((image) => !part.edited.has(image))),
      tagsOfEdited: digestTags(imageDigests.filter((image) => part.edited.has(image))),
    };
    return lossesOfPart(copyReferrers, part, remote).map((each) => ({ ...each, source: part.id }));
  });
  return losses.flat();
}

function partsOf(
  draft: Draft,
  { sources, combination, filtered }: Composition,
): readonly SourcePart[] {
  const { index, origin, edited } = filtered;
  const { content } = combination;
  const entries: readonly Descriptor[] = index?.manifests ?? [
    { mediaType: content.mediaType, digest: content.digest, size: content.bytes.byteLength },
  ];
  const bySource = Map.groupBy(entries, ({ digest }) => combination.named.get(digest)?.[0]);
  const targets = draft.targets.map(({ text }) => repositoryOf(text));
  return sources.flatMap((source, position) => {
    const id = draft.sources[position]?.id;
    if (id === undefined) {
      return [];
    }
    const repository = locationRepository(source.location);
    return {
      id,
      store: source.store,
      digest: source.content.digest,
      isIndex: source.kind === "index",
      entries: bySource.get(position) ?? [],
      edited: new Set(edited.keys()),
      isCopied: origin === "copy",
      // Without a target, another repository is assumed.
      leavesRepository: targets.length === 0 || targets.some((target) => target !== repository),
    };
  });
}

/** The repository of a target; empty if the target is invalid, so that it differs from every source's. */
function repositoryOf(target: string): string {
  try {
    return locationRepository(parseLocation(target.trim()));
  } catch (error) {
    if (error instanceof EngineError) {
      return "";
    }
    throw error;
  }
}

/** Lists the tags of a repository; none if the registry does not list them in time. */
async function listTags(store: Store, signal: AbortSignal): Promise<ReadonlySet<string>> {
  // Some repositories have hundreds of thousands of tags.
  const timeout = AbortSignal.timeout(digestTagListTimeout);
  try {
    return new Set(await store.listTags(AbortSignal.any([signal, timeout])));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EngineError || timeout.aborted) {
      return new Set();
    }
    throw error;
  }
}

function lossesOfPart(
  { referrers, digestTags }: CopyReferrers,
  { isCopied }: SourcePart,
  { ofIndex, ofEntries, ofEdited, tagsOfIndex, tagsOfEntries, tagsOfEdited }: RemoteContent,
): readonly SourceLoss[] {
  const byDefault = {
    kept: referrers !== "none",
    keep: { kind: "attestationReferrers" },
  } as const;
  const all = { kept: referrers === "all", keep: { kind: "allReferrers" } } as const;
  const tags = { kept: digestTags, keep: { kind: "digestTags" } } as const;
  // A new index has another digest, so nothing that refers to the source index can be copied.
  const ofRoot = isCopied ? ofIndex : [];
  const invalid = isCopied
    ? []
    : [...referrersText(ofIndex, "of this index"), ...tagsText(tagsOfIndex)];
  const because = "; they are about its digest, and the new index has another";
  const ofManifests = [
    ...referrersText(ofEdited, "of edited manifests"),
    ...tagsText(tagsOfEdited, " of edited manifests"),
  ];
  return [
    ...loss("referrers", ofManifests, {
      kept: false,
      because: "; they are about the digests before the edit",
    }),
    ...loss("index_referrers", invalid, { kept: false, because }),
    ...loss(
      "index_referrers",
      referrersText(ofRoot.filter(isCopiedByDefault), "of this index"),
      byDefault,
    ),
    ...loss(
      "referrers",
      referrersText(ofEntries.filter(isCopiedByDefault), "of its images"),
      byDefault,
    ),
    ...loss(
      "referrers",
      referrersText([...ofRoot, ...ofEntries].filter(isCopiedOnlyWithAll), "of it"),
      all,
    ),
    ...loss("digest_tags", tagsText([...(isCopied ? tagsOfIndex : []), ...tagsOfEntries]), tags),
  ];
}

interface LossState extends Pick<Loss, "kept" | "keep"> {
  /** Ends the message. */
  readonly because?: string;
}

/** @param what parts of the message; without any, nothing is lost */
function loss(
  code: Loss["code"],
  what: readonly string[],
  { because = "", ...state }: LossState,
): readonly SourceLoss[] {
  if (what.length === 0) {
    return [];
  }
  const message = `${state.kept ? "Copied" : "Not copied"}: ${what.join(" and ")}${because}.`;
  return [{ code, message, ...state }];
}

function isCopiedByDefault(referrer: Descriptor): boolean {
  return shouldCopyReferrer(referrer, "attestations");
}

function isCopiedOnlyWithAll(referrer: Descriptor): boolean {
  return !isCopiedByDefault(referrer);
}

function referrersText(referrers: readonly Descriptor[], whose: string): readonly string[] {
  const typeOf = new Map(
    referrers.map(({ digest, artifactType }) => [digest, artifactType ?? "no type"]),
  );
  if (typeOf.size === 0) {
    return [];
  }
  const types = [...new Set(typeOf.values())].toSorted();
  const more = types.length - maxTypes;
  const named = [...types.slice(0, maxTypes), ...(more > 0 ? [`${more} more`] : [])];
  return [`${countOf(typeOf.size, "referrer")} ${whose} (${named.join(", ")})`];
}

function tagsText(tags: readonly string[], whose = ""): readonly string[] {
  if (tags.length === 0) {
    return [];
  }
  const suffixes = [...new Set(tags.map((tag) => tag.slice(tag.indexOf("."))))];
  return [`${countOf(tags.length, "digest tag")}${whose} (${suffixes.join(", ")})`];
}
