import type { Plan, PlannedRequests, RepositoryPlan } from "../../../shared/plan.ts";

/**
 * Estimates the requests that one repository's part of a plan takes if nothing fails: one to mount a blob; a GET, a
 * POST and a PUT to copy one, without the GET to create one; for a tag that changes, a HEAD, a PUT and a GET, and one GET of its previous content.
 */
export function estimateRequests({
  blobs,
  manifests,
  tags,
}: Omit<RepositoryPlan, "requests">): PlannedRequests {
  const mounted = blobs.filter(({ action }) => action.kind === "mount").length;
  const copied = blobs.filter(({ action }) => action.kind === "copy").length;
  const created = blobs.filter(({ action }) => action.kind === "create").length;
  const pushed = manifests.filter(({ action }) => action.kind !== "exists").length;
  const moves = tags.filter(({ before, after }) => before !== after);
  const replaced = moves.filter(({ before }) => before !== null).length;
  return {
    reads: copied + 2 * moves.length + replaced,
    writes: mounted + 2 * (copied + created) + pushed + moves.length,
  };
}

/** Sums the bytes that a plan pushes to its targets, as the progress of the push counts them. */
export function bytesToPush(plan: Plan): number {
  const sizes = plan.repositories.flatMap(({ blobs, manifests }) => [
    ...blobs.filter(({ action: { kind } }) => kind !== "exists" && kind !== "skip"),
    ...manifests.filter(({ action }) => action.kind !== "exists"),
  ]);
  return sizes.reduce((sum, { size }) => sum + size, 0);
}
