import type { PlannedBlob, RepositoryPlan } from "../../../shared/plan.ts";
import type { Store } from "../stores/store.ts";
import { estimateRequests } from "./planSummary.ts";

/** One target repository and its part of a plan. */
export interface TargetPart {
  readonly store: Store;
  readonly plan: RepositoryPlan;
}

/**
 * Have target repositories of one registry share blobs: what one of them has, or is sent first, is mounted into the
 * others, so that no blob is uploaded twice.
 * @returns the parts in their order
 */
export function shareBlobs(parts: readonly TargetPart[]): readonly RepositoryPlan[] {
  const actions = parts.map(
    ({ plan }) => new Map(plan.blobs.map(({ digest, action }) => [digest, action.kind])),
  );
  return parts.map(({ store, plan }, position) => {
    const share = (blob: PlannedBlob): PlannedBlob => {
      if (blob.action.kind !== "copy") return blob;
      const holder = parts.find((other, at) => {
        const action = actions[at]?.get(blob.digest);
        const holds = action === "exists" || (action === "copy" && at < position);
        return holds && store.canMountFrom(other.store);
      });
      return holder ? { ...blob, action: { kind: "mount", from: holder.plan.repository } } : blob;
    };
    const shared = { ...plan, blobs: plan.blobs.map(share) };
    const requests = store.kind === "registry" ? estimateRequests(shared) : plan.requests;
    return { ...shared, requests };
  });
}
