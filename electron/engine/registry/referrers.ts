import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { ImageIndex } from "../../../shared/oci/imageIndex.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { EngineError } from "../failure.ts";
import { decodeIndex } from "../oci/decode.ts";
import { indexJson } from "../oci/indexJson.ts";
import { Lock } from "../lock.ts";
import { digestOf, parseDigest } from "../oci/digest.ts";
import { fetchManifest, putManifest, type Repository } from "./manifests.ts";
import { readPages } from "./pages.ts";
import { contentTypeOf } from "./transport/contentType.ts";
import type { RegistryClient } from "./transport/client.ts";

/** The digest of no bytes: what has a list of referrers says that it has none (distribution-spec 1.1). */
const nothing = digestOf(new Uint8Array());
/** The registries that were asked ahead: one of their repositories tells what to expect of the others. */
const prepared = new WeakSet<RegistryClient>();

/** Milliseconds after which a repository without a list of referrers is asked for one again. */
const absentFor = 300_000;

/**
 * The manifests whose subject is a digest: from the registry's referrers list, else from the fallback tag that
 * clients keep for registries without one. That a repository has no such list holds for all its digests, so
 * the first answer is waited for and the rest goes straight to the tags.
 *
 * Source: distribution-spec 1.1, "Listing Referrers" and "Unavailable Referrers API".
 */
export class ReferrersList {
  readonly #repository: Repository;
  readonly #lock = new Lock();
  /** `unsure`: the answer spoke of the digest, so it tells nothing of others. */
  #support: "unknown" | "there" | "absent" | "unsure" = "unknown";
  /** Milliseconds since the epoch at which the answer was given. */
  #learned = 0;

  constructor(repository: Repository) {
    this.#repository = repository;
  }

  /** Ask ahead, for nothing's referrers, at a registry of which nothing is known yet. Never fails. */
  prepare(signal: AbortSignal): void {
    const { client } = this.#repository;
    if (this.#support !== "unknown" || prepared.has(client)) return;
    prepared.add(client);
    // What goes wrong goes wrong again for whoever really asks.
    this.#lock.hold(() => this.#learn(nothing, signal)).catch(() => {});
  }

  async of(digest: string, signal: AbortSignal): Promise<readonly Descriptor[]> {
    // Something on the way may have answered in the registry's place.
    if (this.#support === "absent" && Date.now() - this.#learned > absentFor)
      this.#support = "unknown";
    const first =
      this.#support === "unknown"
        ? await this.#lock.hold(() => this.#learn(digest, signal), signal)
        : undefined;
    const answer =
      first ??
      (this.#support === "absent" ? undefined : await askList(this.#repository, digest, signal));
    return (
      answer?.found ?? (await fromFallbackTag(this.#repository, digest, signal))?.manifests ?? []
    );
  }

  /** Ask for the first time, unless somebody has by now. */
  async #learn(digest: string, signal: AbortSignal): Promise<ListAnswer | undefined> {
    if (this.#support !== "unknown") return undefined;
    const answer = await askList(this.#repository, digest, signal);
    this.#support = answer.support;
    this.#learned = Date.now();
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
    url: `/v2/${repository.path}/referrers/${digest}`,
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

/** @param change whether the list is going to be written back, and so must be the registry's own */
async function fromFallbackTag(
  repository: Repository,
  digest: string,
  signal: AbortSignal,
  change = false,
): Promise<ImageIndex | undefined> {
  try {
    const content = await fetchManifest(
      repository,
      { tag: fallbackTag(digest), origin: change },
      signal,
    );
    // Somebody's image under that name is not ours to read as a list, or to replace.
    if (content.mediaType !== mediaTypes.ociIndex) return undefined;
    return decodeIndex(content.bytes, `${repository.name}:${fallbackTag(digest)}`);
  } catch (error) {
    if (error instanceof EngineError && error.code === "not_found") return empty;
    throw error;
  }
}

/**
 * Enter a manifest into the fallback list of its subject, as a client must where the registry took no note
 * of the subject itself.
 *
 * Source: distribution-spec 1.1, "Pushing Manifests with Subject".
 *
 * @param referrer the pushed manifest, with its artifactType and annotations
 */
export async function addToFallbackTag(
  repository: Repository,
  subject: string,
  referrer: Descriptor,
  signal: AbortSignal,
): Promise<void> {
  const list = await fromFallbackTag(repository, subject, signal, true);
  if (!list || list.manifests.some(({ digest }) => digest === referrer.digest)) return;
  const manifests = [...list.manifests, referrer];
  await putFallbackTag(repository, subject, { ...list, manifests }, signal);
}

/**
 * Take a manifest out of the fallback list of its subject, as a client must that deletes it from a registry
 * without a list of referrers.
 *
 * Source: distribution-spec 1.1, "Deleting Manifests".
 */
export async function removeFromFallbackTag(
  repository: Repository,
  subject: string,
  digest: string,
  signal: AbortSignal,
): Promise<void> {
  const list = await fromFallbackTag(repository, subject, signal, true);
  const manifests = list?.manifests.filter((referrer) => referrer.digest !== digest);
  if (!list || !manifests || manifests.length === list.manifests.length) return;
  await putFallbackTag(repository, subject, { ...list, manifests }, signal);
}

async function putFallbackTag(
  repository: Repository,
  subject: string,
  list: ImageIndex,
  signal: AbortSignal,
): Promise<void> {
  const bytes = indexJson({ ...list, mediaType: mediaTypes.ociIndex });
  const content = { mediaType: mediaTypes.ociIndex, digest: digestOf(bytes), bytes };
  await putManifest(repository, { tag: fallbackTag(subject) }, content, signal);
}
