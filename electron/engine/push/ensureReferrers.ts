import { setTimeout as sleep } from "node:timers/promises";
import pLimit from "p-limit";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { EngineError } from "../errors.ts";
import { describeReferrer } from "../oci/referrer.ts";
import type { Store } from "../stores/store.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import type { PlannedContents } from "../plan/plannedContents.ts";

/** Milliseconds before what is not listed is put, and looked for, again. */
const pauses = [0, 300, 1000, 3000];

/** Lists that are changed and read at once. */
const listsAtOnce = 8;

/**
 * See to it that what was pushed and refers to a manifest is found by it, before a tag moves: each subject's list is
 * written once where clients keep it, and read back. Registries that rewrite a list without a lock lose entries
 * where several clients push; what was lost is put again, one after the other.
 *
 * @param digests of manifests with a subject, which were put just now
 * @throws EngineError `registry_invalid` where something is still not listed after that
 */
export async function ensureReferrersListed(
  { store, contents }: { readonly store: Store; readonly contents: PlannedContents },
  digests: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const bySubject = new Map<string, Descriptor[]>();
  for (const digest of digests) {
    const reference = describeReferrer(await contents.get(store.repository, digest, signal));
    if (!reference) continue;
    const known = bySubject.get(reference.subject) ?? [];
    known.push(reference.referrer);
    bySubject.set(reference.subject, known);
  }
  const limit = pLimit(listsAtOnce);
  await allOrAbort([...bySubject], signal, ([subject, referrers], until) =>
    limit(async () => {
      for (const pause of pauses) {
        await sleep(pause, undefined, { signal: until });
        const missing = await store.indexReferrers(subject, referrers, until);
        if (missing.length === 0) return;
        for (const { digest } of missing) {
          await store.pushManifest(await contents.get(store.repository, digest, until), until);
        }
      }
      const missing = await store.indexReferrers(subject, referrers, until);
      if (missing.length > 0) throw notListed(store, subject, missing.length);
    }),
  );
}

function notListed({ repository }: Store, subject: string, missing: number): EngineError {
  return new EngineError(
    "registry_invalid",
    `${repository} does not list ${missing} of the attestations and signatures of ${subject}, though it took them.`,
    {
      hint: "Another push may have changed the list at the same time. Resume the push, or push without attestations and signatures.",
      retryable: true,
    },
  );
}
