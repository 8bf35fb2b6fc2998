import type { PlannedBlob, PlannedManifest, RepositoryPlan } from "../../../shared/plan.ts";
import { allOrAbort } from "../async/allOrAbort.ts";
import { EngineError } from "../errors.ts";
import type { Store } from "../stores/store.ts";
import { checkManifest } from "./checkManifest.ts";

/**
 * Checks that the target still has all content that a plan does not push.
 * @throws EngineError `plan_stale` if some was deleted
 */
export async function checkExistingContent(
  { manifests, blobs }: RepositoryPlan,
  store: Store,
  signal: AbortSignal,
): Promise<void> {
  const checks = [
    ...manifests.filter(exists).map((manifest) => (until: AbortSignal) => {
      return refreshManifest(manifest, store, until);
    }),
    ...blobs.filter(exists).map((blob) => (until: AbortSignal) => {
      return refreshBlob(blob, store, until);
    }),
  ];
  await allOrAbort(checks, signal, async (check, until) => void (await check(until)));
}

function exists({ action }: PlannedManifest | PlannedBlob): boolean {
  return action.kind === "exists";
}

/**
 * Returns a planned manifest with the action `exists` if the target has it now.
 * @throws EngineError `plan_stale` if the plan counts on the target having it and it was deleted
 */
export async function refreshManifest(
  manifest: PlannedManifest,
  store: Store,
  signal: AbortSignal,
): Promise<PlannedManifest> {
  const { mediaType, digest, size } = manifest;
  const presence = await checkManifest(store, { mediaType, digest, size }, signal);
  if (presence.kind === "exists") {
    return { ...manifest, action: { kind: "exists" } };
  }
  if (!exists(manifest)) {
    return manifest;
  }
  throw presence.kind === "forbidden" ? presence.refusal : staleError(digest, store);
}

/**
 * Returns a planned blob with the action `exists` if it was to be copied and the target has it now.
 * @throws EngineError `plan_stale` if the plan counts on the target having it and it was deleted
 */
export async function refreshBlob(
  blob: PlannedBlob,
  store: Store,
  signal: AbortSignal,
): Promise<PlannedBlob> {
  // Mounting a blob that exists changes nothing.
  if (blob.action.kind === "skip" || blob.action.kind === "mount") {
    return blob;
  }
  if (await store.hasBlob(blob, signal)) {
    return { ...blob, action: { kind: "exists" } };
  }
  if (!exists(blob)) {
    return blob;
  }
  throw staleError(blob.digest, store);
}

function staleError(digest: string, store: Store): EngineError {
  return new EngineError(
    "plan_stale",
    `${store.repository}@${digest} existed when the plan was made and has since been deleted.`,
    { hint: "Make a new plan from the sources." },
  );
}
