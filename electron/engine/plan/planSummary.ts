import type { Plan, PlannedRequests, RepositoryPlan } from "../../../shared/plan.ts";

/**
 * Requests that a repository's part of a plan takes: blobs are mounted by one, or read, begun and sent by
 * three; a tag that moves is asked, put and read back, after what it holds was fetched for the journal.
 */
export function estimateRequests({
  blobs,
  manifests,
  tags,
}: Omit<RepositoryPlan, "requests">): PlannedRequests {
  const mounted = blobs.filter(({ action }) => action.kind === "mount").length;
  const copied = blobs.filter(({ action }) => action.kind === "copy").length;
  const put = manifests.filter(({ action }) => action.kind !== "exists").length;
  const moves = tags.filter(({ before, after }) => before !== after);
  const held = moves.filter(({ before }) => before !== null).length;
  return {
    reads: copied + 2 * moves.length + held,
    writes: mounted + 2 * copied + put + moves.length,
  };
}

/** The bytes that a plan pushes to its targets, as the progress of the push counts them. */
export function bytesToPush(plan: Plan): number {
  const sizes = plan.repositories.flatMap(({ blobs, manifests }) => [
    ...blobs.filter(({ action }) => action.kind === "copy" || action.kind === "mount"),
    ...manifests.filter(({ action }) => action.kind !== "exists"),
  ]);
  return sizes.reduce((sum, { size }) => sum + size, 0);
}
