import type { PlannedBlob, RepositoryPlan } from "../../../shared/plan.ts";
import type { Store } from "../stores/store.ts";
import { estimateRequests } from "./planSummary.ts";

/** One target repository and its part of a plan. */
export interface TargetPart {
  readonly store: Store;
  readonly plan: RepositoryPlan;
}

/**
 * Replaces copies by mounts between target repositories of one registry: a blob that one repository has, or that is
 * copied to it first, is mounted into the others, so that each blob is uploaded once.
 * @returns the plans in the order of the parts
 */
export function shareBlobs(parts: readonly TargetPart[]): readonly RepositoryPlan[] {
  const actions = parts.map(
    ({ plan }) => new Map(plan.blobs.map(({ digest, action }) => [digest, action.kind])),
  );
  return parts.map(({ store, plan }, position) => {
    const share = (blob: PlannedBlob): PlannedBlob => {
      if (blob.action.kind !== "copy") {
        return blob;
      }
      const holder = parts.find((other, otherPosition) => {
        const action = actions[otherPosition]?.get(blob.digest);
        const isEarlierCopy = action === "copy" && otherPosition < position;
        return (action === "exists" || isEarlierCopy) && store.canMountFrom(other.store);
      });
      return holder ? { ...blob, action: { kind: "mount", from: holder.plan.repository } } : blob;
    };
    const shared = { ...plan, blobs: plan.blobs.map(share) };
    const requests = store.kind === "registry" ? estimateRequests(shared) : plan.requests;
    return { ...shared, requests };
  });
}
