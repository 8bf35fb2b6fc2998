import { EngineError, isNotFound } from "../../errors.ts";
import { describeReferrer } from "../../oci/referrer.ts";
import { allOrAbort } from "../../async/allOrAbort.ts";
import { fetchManifest, resolveManifest, type Repository } from "./manifests.ts";
import { ReferrersList, removeFromFallbackTag } from "./referrers.ts";
import { listTags } from "./tags.ts";

/** What goes when a manifest is deleted by its digest. */
export interface Deletion {
  readonly digest: string;
  /** Every tag that names it: all of them go with it. */
  readonly tags: readonly string[];
  /** Digests that refer to it, and refer to nothing afterwards. */
  readonly referrers: readonly string[];
}

/**
 * Find out what deleting a digest would take along. Nothing is changed.
 *
 * Registries delete by digest, and all tags of that digest with it: somebody who means one tag is told of the
 * others first.
 */
export async function planDeletion(
  repository: Repository,
  digest: string,
  signal: AbortSignal,
): Promise<Deletion> {
  const [tags, referrers] = await Promise.all([
    listTags(repository, signal),
    new ReferrersList(repository).of(digest, signal),
  ]);
  const named = await allOrAbort(tags, signal, async (tag, until) => {
    try {
      const found = await resolveManifest(repository, { tag }, until);
      return found.digest === digest ? [tag] : [];
    } catch (error) {
      // A tag that went since the list was read names nothing.
      if (isNotFound(error)) return [];
      throw error;
    }
  });
  return { digest, tags: named.flat(), referrers: referrers.map((referrer) => referrer.digest) };
}

/**
 * Delete a manifest by its digest, with all its tags, and take it out of the fallback list of its subject.
 *
 * Source: distribution-spec 1.1, "Deleting Manifests".
 *
 * @throws EngineError `registry_refused` where the registry deletes nothing
 */
export async function deleteManifest(
  repository: Repository,
  digest: string,
  signal: AbortSignal,
): Promise<void> {
  const reference = describeReferrer(await fetchManifest(repository, { digest }, signal));
  await remove(repository, digest, `manifest ${repository.name}@${digest}`, signal);
  if (reference) await removeFromFallbackTag(repository, reference.subject, digest, signal);
}

/**
 * Delete one tag and leave what it names. Not every registry can (400, 405): the error says so, and the
 * manifest is not deleted in its place, which would take other tags along.
 *
 * Source: distribution-spec 1.1, "Deleting Tags".
 */
export async function deleteTag(
  repository: Repository,
  tag: string,
  signal: AbortSignal,
): Promise<void> {
  await remove(repository, tag, `tag ${repository.name}:${tag}`, signal);
}

async function remove(
  repository: Repository,
  target: string,
  what: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    const response = await repository.client.request({
      what,
      method: "DELETE",
      url: `/v2/${repository.path}/manifests/${target}`,
      scopes: [{ repository: repository.path, actions: ["delete"] }],
      expect: [200, 202],
      signal,
    });
    await response.body.dump();
  } catch (error) {
    const refused = error instanceof EngineError && (error.status === 400 || error.status === 405);
    if (!refused) throw error;
    throw new EngineError(
      "registry_refused",
      `${repository.client.domain} does not delete the ${what}.`,
      {
        hint: "Deleting is switched off there, or works by digest only. Ask the registry's owner.",
        ...(error.detail ? { detail: error.detail } : {}),
        status: error.status,
      },
    );
  }
}
