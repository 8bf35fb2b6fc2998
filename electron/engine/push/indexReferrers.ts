import { setTimeout as sleep } from "node:timers/promises";
import pLimit from "p-limit";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { EngineError } from "../errors.ts";
import { describeReferrer } from "../oci/referrer.ts";
import type { Store } from "../stores/store.ts";
import type { RepositoryPush } from "./repositoryPush.ts";

/** Lists that are written and read concurrently. */
const maxLists = 8;

/**
 * Makes pushed manifests with a subject visible as its referrers, before a tag moves: each subject's list is written
 * once, if clients maintain it, and read back. Registries that rewrite a list without a lock lose entries when several
 * clients push; manifests that are not listed are pushed again, one after the other.
 *
 * @param digests of pushed manifests with a subject
 * @throws EngineError `registry_invalid` if some are still not listed after all retries
 */
export async function indexReferrers(
  push: Pick<RepositoryPush, "store" | "contents" | "delays">,
  digests: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { store, contents } = push;
  const bySubject = new Map<string, Descriptor[]>();
  for (const digest of digests) {
    const reference = describeReferrer(await contents.get(store.repository, digest, signal));
    if (!reference) {
      continue;
    }
    const known = bySubject.get(reference.subject) ?? [];
    known.push(reference.referrer);
    bySubject.set(reference.subject, known);
  }
  const limit = pLimit(maxLists);
  await allOrAbort([...bySubject], signal, ([subject, referrers], until) =>
    limit(() => indexReferrersOf(push, { subject, referrers }, until)),
  );
}

async function indexReferrersOf(
  { store, contents, delays }: Pick<RepositoryPush, "store" | "contents" | "delays">,
  { subject, referrers }: { readonly subject: string; readonly referrers: readonly Descriptor[] },
  signal: AbortSignal,
): Promise<void> {
  for (const delay of delays.referrersRetries) {
    await sleep(delay, undefined, { signal });
    const unlisted = await store.indexReferrers(subject, referrers, signal);
    if (unlisted.length === 0) {
      return;
    }
    for (const { digest } of unlisted) {
      await store.pushManifest(await contents.get(store.repository, digest, signal), signal);
    }
  }
  const unlisted = await store.indexReferrers(subject, referrers, signal);
  if (unlisted.length > 0) {
    throw unlistedError(store, subject, unlisted.length);
  }
}

function unlistedError({ repository }: Store, subject: string, count: number): EngineError {
  return new EngineError(
    "registry_invalid",
    `${repository} accepted ${count} attestations and signatures of ${subject} but does not list them.`,
    {
      hint: "Another client may have changed the list at the same time. Resume the push, or push without attestations and signatures.",
      retryable: true,
    },
  );
}
