import type { Plan } from "../../../shared/plan.ts";

/** The bytes that a plan brings to its targets, as the steps of its push count them. */
export function plannedBytes(plan: Plan): number {
  const sizes = plan.repositories.flatMap(({ blobs, manifests }) => [
    ...blobs.filter(({ action }) => action.kind === "copy" || action.kind === "mount"),
    ...manifests.filter(({ action }) => action.kind !== "exists"),
  ]);
  return sizes.reduce((sum, { size }) => sum + size, 0);
}
