import type { Plan, PlannedRequests } from "../../../shared/plan.ts";
import { formatBytes } from "../../ui/format.ts";
import { countOf } from "../../../shared/countOf.ts";
import { confirmLabel } from "./confirmLabel.ts";
import { type PlanTotals, sumPlan } from "./planTotals.ts";

/** Formats a number of requests: `6 reads, 7 writes`; empty for none, as in a layout or an archive. */
export function formatRequests({ reads, writes }: PlannedRequests): string {
  return reads + writes === 0 ? "" : `${countOf(reads, "read")}, ${countOf(writes, "write")}`;
}

/** `3 manifests to push, 1 of them an attestation` */
function summarizeManifests(totals: PlanTotals): string {
  const { pushedManifests, pushedAttestations, pushedReferrers } = totals;
  if (pushedManifests === 0) {
    return "no manifests to push";
  }
  return [
    `${countOf(pushedManifests, "manifest")} to push`,
    ofThem(pushedAttestations, "an attestation", "attestations"),
    ofThem(pushedReferrers, "a referrer", "referrers"),
  ]
    .filter(Boolean)
    .join(", ");
}

function ofThem(count: number, one: string, many: string): string {
  return count === 0 ? "" : `${count} of them ${count === 1 ? one : many}`;
}

function summarizeDigestTags({ digestTags }: PlanTotals): string {
  const count = digestTags.filter(({ before, after }) => before !== after).length;
  return count === 0 ? "" : countOf(count, "digest tag");
}

/** Summarizes on one line what a plan pushes; content that already exists is not counted. */
export function summarizePlan(plan: Plan): string {
  if (confirmLabel(plan) === undefined) {
    return "Nothing to push";
  }
  const totals = sumPlan(plan);
  return [
    totals.copiedBlobs > 0
      ? `${formatBytes(totals.copiedBytes)} to copy in ${countOf(totals.copiedBlobs, "blob")}`
      : "No blobs to copy",
    totals.mountedBlobs > 0 ? `${totals.mountedBlobs} mounted` : "",
    summarizeManifests(totals),
    summarizeDigestTags(totals),
    totals.foreignLayers > 0 ? `${countOf(totals.foreignLayers, "foreign layer")} not copied` : "",
    formatRequests(totals.requests),
  ]
    .filter(Boolean)
    .join(" · ");
}
