import type { Descriptor } from "../../../../shared/oci/descriptor.ts";
import type { ImageIndex } from "../../../../shared/oci/imageIndex.ts";
import { mediaTypes } from "../../../../shared/oci/mediaTypes.ts";
import { isRetryable, EngineError, isNotFound } from "../../errors.ts";
import { decodeIndex } from "../../oci/decode.ts";
import { indexJson } from "../../oci/indexJson.ts";
import { digestOf, parseDigest } from "../../oci/digest.ts";
import type { Content } from "../../oci/content.ts";
import { FallbackTagListing } from "./fallbackTagListing.ts";
import { isTagUnlisted, treatForbiddenAsNotFound } from "./forbiddenAsNotFound.ts";
import { fetchManifest, putManifest } from "./manifests.ts";
import type { Repository } from "./repository.ts";
import { readPages } from "./pagination.ts";
import { type ReferrersApiSupport, referrersApiSupportOf } from "./referrersApiSupport.ts";
import { contentTypeOf } from "./http/responseHeaders.ts";
import { retry } from "./http/retry.ts";

/** The digest of no bytes: what has a list of referrers says that it has none (distribution-spec 1.1). */
const nothing = digestOf(new Uint8Array());

/**
 * The manifests whose subject is a digest: from the registry's referrers list, else from the fallback tag that
 * clients keep for registries without one. That a registry has no such list is learned once; from then on only the
 * tags are asked for, and where many are, only those that exist.
 *
 * Source: distribution-spec 1.1, "Listing Referrers" and "Unavailable Referrers API".
 */
export class ReferrersList {
  readonly #repository: Repository;
  readonly #support: ReferrersApiSupport;
  readonly #tags: FallbackTagListing;
  /** Whether an answer spoke of a digest or of the repository, and so tells nothing of the others. */
  #isUnsure = false;

  constructor(repository: Repository) {
    this.#repository = repository;
    this.#support = referrersApiSupportOf(repository);
    this.#tags = new FallbackTagListing(repository, this.#support);
  }

  /**
   * Say that the referrers of so many digests are going to be asked for. At a registry of which nothing is known
   * yet, the first question is asked ahead, for nothing's referrers.
   *
   * @returns to be called when they were asked for
   */
  expect(digests: number, signal: AbortSignal): () => void {
    const support = this.#support;
    if (support.state === "unknown" && !support.isPrepared) {
      support.isPrepared = true;
      // Errors are ignored here: the real question meets and reports them.
      support.lock.runExclusive(() => this.#learn(nothing, signal)).catch(() => {});
    }
    return this.#tags.expect(digests);
  }

  /** Note a tag of the repository that was just read: a list of its tags that lacks it is not complete. */
  seeTag(tag: string): void {
    this.#tags.see(tag);
  }

  /** Note a tag of the repository that was just written: a list of its tags may have been taken before. */
  writeTag(tag: string): void {
    this.#tags.write(tag);
  }

  async of(digest: string, signal: AbortSignal): Promise<readonly Descriptor[]> {
    const support = this.#support;
    const first =
      support.state === "unknown" && !this.#isUnsure
        ? await support.lock.runExclusive(() => this.#learn(digest, signal), signal)
        : undefined;
    const answer =
      first ?? (support.state === "absent" ? undefined : await this.#ask(digest, signal));
    if (answer?.found) return answer.found;
    const tag = fallbackTag(digest);
    if (!(await this.#tags.mayExist(tag, signal))) return [];
    const list = await readFallbackTag(this.#repository, { tag }, signal, () =>
      this.#tags.lacks(tag, signal),
    );
    return list?.manifests ?? [];
  }

  /** Ask for the first time, unless that was done by now. */
  async #learn(digest: string, signal: AbortSignal): Promise<ListAnswer | undefined> {
    return this.#support.state === "unknown" && !this.#isUnsure
      ? await this.#ask(digest, signal)
      : undefined;
  }

  async #ask(digest: string, signal: AbortSignal): Promise<ListAnswer> {
    const answer = await askList(this.#repository, digest, signal);
    if (answer.support === "unsure") this.#isUnsure = true;
    else if (this.#support.state === "unknown") this.#support.learn(answer.support);
    return answer;
  }
}

interface ListAnswer {
  readonly support: "there" | "absent" | "unsure";
  /** Undefined where there is no list of this digest. */
  readonly found: readonly Descriptor[] | undefined;
}

/**
 * Registries without the list answer 404, but also 400, 405 or a page of something else
 * (go-containerregistry `referrers.go`).
 */
async function askList(
  repository: Repository,
  digest: string,
  signal: AbortSignal,
): Promise<ListAnswer> {
  const what = `referrers of ${repository.name}@${digest}`;
  const found: Descriptor[] = [];
  const list = {
    target: { kind: "referrers", repository: repository.path, digest },
    what,
    scopes: [{ repository: repository.path, actions: ["pull"] }],
    accept: [400, 404, 405, 406],
    headers: { accept: mediaTypes.ociIndex },
  } as const;
  let pages = 0;
  for await (const page of readPages(repository.client, list, signal)) {
    pages += 1;
    if (page.status !== 200 || contentTypeOf(page) !== mediaTypes.ociIndex) {
      // What was listed so far must not pass for nothing at all.
      if (pages > 1) {
        throw new EngineError(
          "registry_invalid",
          `${page.url.host} breaks off the ${what}: it answers ${page.status} to page ${pages}.`,
          { retryable: true },
        );
      }
      return { support: speaksOfContent(page.bytes) ? "unsure" : "absent", found: undefined };
    }
    for (const referrer of decodeIndex(page.bytes, what).manifests) found.push(referrer);
  }
  return { support: "there", found };
}

/** Whether a refusal is about the digest or the repository, rather than about the list of referrers. */
function speaksOfContent(body: Uint8Array): boolean {
  return /"(?:MANIFEST_UNKNOWN|NAME_UNKNOWN|MANIFEST_BLOB_UNKNOWN|NOT_FOUND|DIGEST_INVALID)"/.test(
    Buffer.from(body).toString("latin1"),
  );
}

/** The tag under which clients keep the referrers of a digest: `sha256-…`, at most 32 + 64 characters. */
export function fallbackTag(digest: string): string {
  const { algorithm, hex } = parseDigest(digest);
  return `${algorithm.slice(0, 32)}-${hex.slice(0, 64)}`;
}

const empty: ImageIndex = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [] };

/** The list under a fallback tag that is going to be changed, and so must be the registry's own. */
async function fromFallbackTag(
  repository: Repository,
  digest: string,
  signal: AbortSignal,
): Promise<ImageIndex | undefined> {
  const tag = fallbackTag(digest);
  return await readFallbackTag(repository, { tag, origin: true }, signal, () =>
    isTagUnlisted(repository, tag, signal),
  );
}

/**
 * @param lacks whether the registry lists its tags, and not this one
 * @returns undefined where something else stands under the tag
 */
async function readFallbackTag(
  repository: Repository,
  target: { readonly tag: string; readonly origin?: boolean },
  signal: AbortSignal,
  lacks: () => Promise<boolean>,
): Promise<ImageIndex | undefined> {
  try {
    const fetch = (): Promise<Content> => fetchManifest(repository, target, signal);
    const content = await treatForbiddenAsNotFound(repository, target.tag, fetch, lacks);
    // Somebody's image under that name is not ours to read as a list, or to replace.
    if (content.mediaType !== mediaTypes.ociIndex) return undefined;
    return decodeIndex(content.bytes, `${repository.name}:${target.tag}`);
  } catch (error) {
    if (isNotFound(error)) return empty;
    throw error;
  }
}

/**
 * Enter manifests into the fallback list of their subject, as a client must where the registry took no note of the
 * subject itself. The list is written once with all of them, since tags may be immutable, and read back, since
 * another client may write it at the same time.
 *
 * Source: distribution-spec 1.1, "Pushing Manifests with Subject".
 *
 * @param referrers the pushed manifests, with their artifactType and annotations
 * @returns those that the list lacks after that
 * @throws EngineError where the registry does not let the list be read or written
 */
export async function addToFallbackTag(
  repository: Repository,
  subject: string,
  referrers: readonly Descriptor[],
  signal: AbortSignal,
): Promise<readonly Descriptor[]> {
  let listed = 0;
  let isChanged = false;
  const add = (list: readonly Descriptor[]): readonly Descriptor[] | undefined => {
    const added = missingIn(list, referrers);
    listed = list.length;
    isChanged ||= added.length > 0;
    return added.length === 0 ? undefined : [...list, ...added];
  };
  try {
    await changeFallbackTag(repository, subject, add, signal);
  } catch (error) {
    throw listed === 0 ? error : notExtended(error, repository, subject);
  }
  if (!isChanged) return [];
  const written = await fromFallbackTag(repository, subject, signal);
  return written ? missingIn(written.manifests, referrers) : [];
}

/**
 * Change the fallback list of a subject. Where the write failed for now, the list is read again before it is written
 * again: the write may have been done, and another client may have changed the list.
 *
 * @param change what the list is to name, in place of what it names; undefined where it is to stay
 */
async function changeFallbackTag(
  repository: Repository,
  subject: string,
  change: (listed: readonly Descriptor[]) => readonly Descriptor[] | undefined,
  signal: AbortSignal,
): Promise<void> {
  let failedWrite: unknown;
  const attempt = async (): Promise<void> => {
    const list = await fromFallbackTag(repository, subject, signal);
    // An image under that tag is not replaced.
    const manifests = list && change(list.manifests);
    if (!list || !manifests) return;
    const bytes = indexJson({ ...list, mediaType: mediaTypes.ociIndex, manifests });
    const content = { mediaType: mediaTypes.ociIndex, digest: digestOf(bytes), bytes };
    await putManifest(repository, { tag: fallbackTag(subject) }, content, signal).catch(
      (error: unknown) => {
        failedWrite = error;
        throw error;
      },
    );
  };
  await retry(attempt, {
    // The client has already repeated the read.
    shouldRetry: (error) => error === failedWrite && isRetryable(error),
    timeouts: repository.client.timeouts,
    signal,
  });
}

/** @returns those of the referrers that a list does not name */
function missingIn(
  listed: readonly Descriptor[],
  referrers: readonly Descriptor[],
): readonly Descriptor[] {
  const digests = new Set(listed.map(({ digest }) => digest));
  return referrers.filter(({ digest }) => !digests.has(digest));
}

/** Some registries never let a tag be moved: Google Artifact Registry, ECR and Harbor where they are set up so. */
function notExtended(error: unknown, repository: Repository, subject: string): unknown {
  const { name } = repository;
  const isRefusal = error instanceof EngineError && !error.retryable && error.status !== undefined;
  if (!isRefusal || error.status === 401 || error.status === 403) return error;
  return new EngineError(
    error.code,
    `The list of what refers to ${subject}, ${name}:${fallbackTag(subject)}, could not be extended: ${error.message}`,
    {
      hint: "If tags are immutable in this repository, the list stays as it is. Push without attestations and signatures, or allow this tag to be moved.",
      status: error.status,
      ...(error.detail === undefined ? {} : { detail: error.detail }),
    },
  );
}

/**
 * Ask the registry's own list which of the manifests it lacks.
 * @returns none where it has no such list
 */
export async function missingInList(
  repository: Repository,
  subject: string,
  referrers: readonly Descriptor[],
  signal: AbortSignal,
): Promise<readonly Descriptor[]> {
  const { found } = await askList(repository, subject, signal);
  return found ? missingIn(found, referrers) : [];
}
