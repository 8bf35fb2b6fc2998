import pLimit from "p-limit";
import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { EngineError } from "../errors.ts";
import type { Content } from "../oci/content.ts";
import { describeReferrer, type ReferrerOfSubject } from "../oci/referrer.ts";
import { isForeign, successors } from "../oci/successors.ts";
import type { Store } from "../stores/store.ts";
import type { LoggedContent } from "./pushSource.ts";

/** Referrers whose blobs are looked up at the same time. */
const maxReferrerChecks = 8;

/** A referrer in the journal that the repository has lost blobs of, so that it cannot be pushed. */
interface LostReferrer {
  readonly digest: string;
  readonly subject: string;
}

/**
 * Returns the content of an entry, with the referrers that can still be pushed: a signature that lost its blobs must not
 * prevent the restore of its image.
 */
export async function findRestorable(
  created: ReadonlyMap<string, Content>,
  store: Store,
  signal: AbortSignal,
): Promise<{ readonly logged: LoggedContent; readonly lost: readonly LostReferrer[] }> {
  const all = [...created.values()].flatMap((content) => readReferrer(content) ?? []);
  const limit = pLimit(maxReferrerChecks);
  const checked = await allOrAbort(all, signal, async ({ blobs, ...referrer }, until) => ({
    ...referrer,
    isWhole: await limit(() => hasBlobs(store, blobs, until)),
  }));
  const whole = Map.groupBy(
    checked.filter(({ isWhole }) => isWhole),
    ({ subject }) => subject,
  );
  const referrers = new Map(
    [...whole].map(([subject, group]) => [subject, group.map(({ referrer }) => referrer)]),
  );
  return {
    logged: { created, stores: [], referrers },
    lost: checked.flatMap(({ subject, referrer: { digest }, isWhole }) =>
      isWhole ? [] : [{ digest, subject }],
    ),
  };
}

/** @returns undefined if a manifest has no subject, or is malformed */
function readReferrer(
  content: Content,
): (ReferrerOfSubject & { readonly blobs: readonly Descriptor[] }) | undefined {
  try {
    const described = describeReferrer(content);
    return described && { ...described, blobs: successors(content).blobs };
  } catch (error) {
    if (error instanceof EngineError) {
      return undefined;
    }
    throw error;
  }
}

async function hasBlobs(
  store: Store,
  blobs: readonly Descriptor[],
  signal: AbortSignal,
): Promise<boolean> {
  for (const blob of blobs) {
    if (!isForeign(blob) && !(await store.hasBlob(blob, signal))) {
      return false;
    }
  }
  return true;
}
