import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type { ImageIndex } from "../../../../shared/oci/imageIndex.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import { EngineError, isNotFound, isTransient } from "../../errors.ts";
import { decodeIndex } from "../../oci/decode.ts";
import { digestOf, parseDigest } from "../../oci/digest.ts";
import { indexJson } from "../../oci/indexJson.ts";
import { isTagUnlisted, treatForbiddenAsNotFound } from "./forbiddenTag.ts";
import { retry } from "./http/retry.ts";
import type { TagCondition } from "../store.ts";
import { fetchWithEtag, putManifest } from "./manifests.ts";
import type { Repository } from "./repository.ts";

/**
 * The tag under which clients keep the referrers of a digest: `sha256-…`, at most 32 + 64 characters.
 * Source: distribution-spec 1.1, "Referrers Tag Schema".
 */
export function fallbackTag(digest: string): string {
  const { algorithm, hex } = parseDigest(digest);
  return `${algorithm.slice(0, 32)}-${hex.slice(0, 64)}`;
}

/** Writes of a list that other clients change at the same time. */
const maxWrites = 5;

const emptyIndex: ImageIndex = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [] };

/**
 * Reads the index under a fallback tag.
 * @param options.isUnlisted whether the registry lists its tags without this one
 * @returns an empty index if the tag does not exist, undefined if it is an image
 */
export async function readFallbackTag(
  repository: Repository,
  options: {
    readonly tag: string;
    readonly origin?: boolean;
    readonly isUnlisted: () => Promise<boolean>;
  },
  signal: AbortSignal,
): Promise<ImageIndex | undefined> {
  return (await readList(repository, options, signal))?.index;
}

/** The index under a fallback tag, and the condition for a request that replaces just that. */
interface ReferrersList {
  readonly index: ImageIndex;
  readonly condition: TagCondition | undefined;
}

async function readList(
  repository: Repository,
  options: Parameters<typeof readFallbackTag>[1],
  signal: AbortSignal,
): Promise<ReferrersList | undefined> {
  const { isUnlisted, ...target } = options;
  const name = `${repository.name}:${target.tag}`;
  try {
    const { content, etag } = await treatForbiddenAsNotFound(
      name,
      () => fetchWithEtag(repository, target, signal),
      isUnlisted,
    );
    // An image with that tag was not written by a client that follows the tag schema: neither read nor replace it.
    return content.mediaType === mediaTypes.ociIndex
      ? {
          index: decodeIndex(content.bytes, name),
          condition: etag === undefined ? undefined : { kind: "match", etag },
        }
      : undefined;
  } catch (error) {
    if (isNotFound(error)) {
      return { index: emptyIndex, condition: { kind: "absent" } };
    }
    throw error;
  }
}

/** Reads the registry's own index under a fallback tag, not a mirror's, because it is going to be changed. */
async function readOwnFallbackTag(
  repository: Repository,
  subject: string,
  signal: AbortSignal,
): Promise<ReferrersList | undefined> {
  const tag = fallbackTag(subject);
  return await readList(
    repository,
    { tag, origin: true, isUnlisted: () => isTagUnlisted(repository, { tag }, signal) },
    signal,
  );
}

/**
 * Adds manifests to the index under the fallback tag of their subject, as a client must if the registry did not
 * process the subject itself. All of them are added by one write, because tags may be immutable. The index is read
 * back, because another client may write it at the same time.
 *
 * Source: distribution-spec 1.1, "Pushing Manifests with Subject".
 *
 * @param list.referrers descriptors of the pushed manifests, with their artifactType and annotations
 * @returns those that the index lacks afterwards
 * @throws EngineError if the registry refuses to return or store the index
 */
export async function addToFallbackTag(
  repository: Repository,
  list: { readonly subject: string; readonly referrers: readonly Descriptor[] },
  signal: AbortSignal,
): Promise<readonly Descriptor[]> {
  const { subject, referrers } = list;
  const isChanged = await changeFallbackTag(
    repository,
    {
      subject,
      change: (listed) => [...listed, ...findMissing(listed, referrers)],
      hint: "Push without attestations and signatures, or make an exception for this tag.",
    },
    signal,
  );
  if (!isChanged) {
    return [];
  }
  const written = await readOwnFallbackTag(repository, subject, signal);
  return written ? findMissing(written.index.manifests, referrers) : [];
}

/**
 * Removes a deleted manifest from the index under the fallback tag of its subject. Does nothing if it is not listed.
 *
 * Source: distribution-spec 1.1, "Deleting Manifests".
 *
 * @throws EngineError if the registry refuses to return or store the index
 */
export async function removeFromFallbackTag(
  repository: Repository,
  { subject, digest }: { readonly subject: string; readonly digest: string },
  signal: AbortSignal,
): Promise<void> {
  await changeFallbackTag(
    repository,
    {
      subject,
      change: (listed) => listed.filter((each) => each.digest !== digest),
      hint: "Make an exception for this tag, or delete it.",
    },
    signal,
  );
}

/** Reports whether the registry's own index under the fallback tag of a subject lists a manifest. */
export async function isInFallbackTag(
  repository: Repository,
  { subject, digest }: { readonly subject: string; readonly digest: string },
  signal: AbortSignal,
): Promise<boolean> {
  const list = await readOwnFallbackTag(repository, subject, signal);
  return list?.index.manifests.some((each) => each.digest === digest) ?? false;
}

/** A change of the index under the fallback tag of a subject. */
interface FallbackTagChange {
  readonly subject: string;
  /** Adds or removes entries: a list of the same length is no change. */
  readonly change: (listed: readonly Descriptor[]) => readonly Descriptor[];
  /** What to do if the tag is immutable. */
  readonly hint: string;
}

/**
 * Changes the index under a fallback tag. The index is read right before it is written, and replaced only if it is still
 * the one that was read (If-Match, RFC 9110 §13.1.1). Many registries, distribution among them, ignore the condition:
 * there, what another client writes between the two requests is lost.
 * @returns whether the index was written
 */
async function changeFallbackTag(
  repository: Repository,
  { subject, change, hint }: FallbackTagChange,
  signal: AbortSignal,
): Promise<boolean> {
  let listed = 0;
  let isChanged = false;
  let failedWrite: unknown;
  // A failed write may still have been processed, and another client may have changed the index: read it each time.
  const attempt = async (): Promise<void> => {
    let refused: TagCondition | undefined;
    for (let writes = 1; ; writes += 1) {
      const list = await readOwnFallbackTag(repository, subject, signal);
      if (!list) {
        return;
      }
      listed = list.index.manifests.length;
      const manifests = change(list.index.manifests);
      if (manifests.length === listed) {
        return;
      }
      isChanged = true;
      // A condition that fails for an unchanged index: this registry's entity tags mean something else.
      const isUnchanged = JSON.stringify(refused) === JSON.stringify(list.condition);
      const condition = isUnchanged ? undefined : list.condition;
      try {
        await putFallbackTag(
          repository,
          { subject, index: { ...list.index, manifests }, condition },
          signal,
        );
        return;
      } catch (error) {
        failedWrite = error;
        const isConditionFailed = error instanceof EngineError && error.code === "tag_moved";
        if (!isConditionFailed || writes === maxWrites) {
          throw error;
        }
        refused = condition;
      }
    }
  };
  try {
    await retry(attempt, {
      // The client has already repeated the read.
      shouldRetry: (error) => error === failedWrite && isTransient(error),
      timeouts: repository.client.timeouts,
      signal,
    });
  } catch (error) {
    throw listed === 0 ? error : explainImmutableTag(error, repository, { subject, hint });
  }
  return isChanged;
}

async function putFallbackTag(
  repository: Repository,
  { subject, index, condition }: ReferrersList & { readonly subject: string },
  signal: AbortSignal,
): Promise<void> {
  const mediaType = mediaTypes.ociIndex;
  const bytes = indexJson({ ...index, mediaType });
  const content = { mediaType, digest: digestOf(bytes), bytes };
  const target = { tag: fallbackTag(subject) };
  await putManifest(repository, { target, content, condition }, signal);
}

/** The referrers that a list lacks. */
export function findMissing(
  listed: readonly Descriptor[],
  referrers: readonly Descriptor[],
): readonly Descriptor[] {
  const digests = new Set(listed.map(({ digest }) => digest));
  return referrers.filter(({ digest }) => !digests.has(digest));
}

/** Google Artifact Registry, ECR and Harbor can make tags immutable. */
function explainImmutableTag(
  error: unknown,
  repository: Repository,
  { subject, hint }: Pick<FallbackTagChange, "subject" | "hint">,
): unknown {
  const isRefusal = error instanceof EngineError && !error.retryable && error.status !== undefined;
  if (!isRefusal || error.status === 401 || error.status === 403) {
    return error;
  }
  return new EngineError(
    error.code,
    `Couldn't update the list of referrers of ${subject}, ${repository.name}:${fallbackTag(subject)}: ${error.message}`,
    {
      hint: `If tags are immutable in this repository, the list cannot change. ${hint}`,
      status: error.status,
      ...(error.detail === undefined ? {} : { detail: error.detail }),
    },
  );
}
