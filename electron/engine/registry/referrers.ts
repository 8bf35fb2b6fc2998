import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { mediaTypes } from "../../../shared/oci/mediaTypes.ts";
import { EngineError } from "../failure.ts";
import { decodeIndex } from "../oci/decode.ts";
import { indexJson } from "../oci/indexJson.ts";
import { digestOf, parseDigest } from "../oci/digest.ts";
import { fetchManifest, putManifest, type Repository } from "./manifests.ts";
import { readPages } from "./pages.ts";

/**
 * The manifests whose subject is a digest: from the registry's referrers list, else from the fallback tag that
 * clients keep for registries without one.
 *
 * Source: distribution-spec 1.1, "Listing Referrers" and "Unavailable Referrers API". Registries without the
 * list answer 404, but also 400, 405 or a page of something else (go-containerregistry `referrers.go`).
 */
export async function listReferrers(
  repository: Repository,
  digest: string,
  signal: AbortSignal,
): Promise<readonly Descriptor[]> {
  const what = `referrers of ${repository.name}@${digest}`;
  const found: Descriptor[] = [];
  const list = {
    url: `/v2/${repository.path}/referrers/${digest}`,
    what,
    scopes: [{ repository: repository.path, actions: ["pull"] }],
    accept: [400, 404, 405, 406],
    headers: { accept: mediaTypes.ociIndex },
  } as const;
  for await (const page of readPages(repository.client, list, signal)) {
    const type = page.header("content-type")?.split(";", 1)[0]?.trim();
    if (page.status !== 200 || type !== mediaTypes.ociIndex)
      return (await fromFallbackTag(repository, digest, signal)) ?? [];
    found.push(...decodeIndex(page.bytes, what).manifests);
  }
  return found;
}

/** The tag under which clients keep the referrers of a digest: `sha256-…`, at most 32 + 64 characters. */
export function fallbackTag(digest: string): string {
  const { algorithm, hex } = parseDigest(digest);
  return `${algorithm.slice(0, 32)}-${hex.slice(0, 64)}`;
}

async function fromFallbackTag(
  repository: Repository,
  digest: string,
  signal: AbortSignal,
): Promise<readonly Descriptor[] | undefined> {
  try {
    const content = await fetchManifest(repository, { tag: fallbackTag(digest) }, signal);
    // Somebody's image under that name is not ours to read as a list, or to replace.
    if (content.mediaType !== mediaTypes.ociIndex) return undefined;
    return decodeIndex(content.bytes, `${repository.name}:${fallbackTag(digest)}`).manifests;
  } catch (error) {
    if (error instanceof EngineError && error.code === "not_found") return [];
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
  const listed = await fromFallbackTag(repository, subject, signal);
  if (!listed || listed.some(({ digest }) => digest === referrer.digest)) return;
  await putFallbackTag(repository, subject, [...listed, referrer], signal);
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
  const listed = await fromFallbackTag(repository, subject, signal);
  const left = listed?.filter((referrer) => referrer.digest !== digest);
  if (!listed || !left || left.length === listed.length) return;
  await putFallbackTag(repository, subject, left, signal);
}

async function putFallbackTag(
  repository: Repository,
  subject: string,
  manifests: readonly Descriptor[],
  signal: AbortSignal,
): Promise<void> {
  const bytes = indexJson({ schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests });
  const content = { mediaType: mediaTypes.ociIndex, digest: digestOf(bytes), bytes };
  await putManifest(repository, { tag: fallbackTag(subject) }, content, signal);
}
