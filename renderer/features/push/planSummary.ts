import type { Plan, PlannedRequests, TagMove } from "../../../shared/plan.ts";
import { leadingDigest } from "../../image/shortDigest.ts";
import { countOf, formatBytes, shortenMiddle } from "../../ui/format.ts";
import { type PlanTotals, sumPlan } from "./planTotals.ts";

/** The longest tag that the button that pushes has room for. */
const buttonTag = 24;

function tagsOf(moves: readonly TagMove[], longestTag: number): string {
  const [first] = moves;
  return moves.length === 1 && first !== undefined
    ? `tag ${shortenMiddle(first.tag, longestTag)}`
    : countOf(moves.length, "tag");
}

function restoreLabel(moves: readonly TagMove[], digest: string, longestTag: number): string {
  const [first] = moves;
  const what =
    moves.length === 1 && first !== undefined
      ? shortenMiddle(first.tag, longestTag)
      : countOf(moves.length, "tag");
  return `Put ${what} back to ${digest}`;
}

/** What the button that pushes says: what it will do, or null where there is nothing to do. */
export function confirmLabel(plan: Plan, longestTag = buttonTag): string | null {
  const { created, moved, digestTags, ...sums } = sumPlan(plan);
  const digest = leadingDigest(plan.root.digest);
  if (plan.kind === "restore" && created.length + moved.length > 0) {
    return restoreLabel([...created, ...moved], digest, longestTag);
  }
  if (created.length > 0 && moved.length > 0) {
    return `Create ${tagsOf(created, longestTag)} and move ${tagsOf(moved, longestTag)} to ${digest}`;
  }
  if (moved.length > 0) {
    return `Move ${tagsOf(moved, longestTag)} to ${digest}`;
  }
  if (created.length > 0) {
    return `Create ${tagsOf(created, longestTag)} at ${digest}`;
  }
  const rest =
    sums.putManifests +
    sums.copiedBlobs +
    sums.mountedBlobs +
    digestTags.filter(({ before, after }) => before !== after).length;
  return rest > 0 ? "Copy what is missing" : null;
}

/** The requests that something takes; empty for what is on this computer. */
export function formatRequests({ reads, writes }: PlannedRequests): string {
  return reads + writes === 0 ? "" : `${countOf(reads, "read")}, ${countOf(writes, "write")}`;
}

/** The manifests to put, and what of them is no image: `3 manifests to put, 1 of them an attestation`. */
function manifestWords({ putManifests, putAttestations, putReferrers }: PlanTotals): string {
  if (putManifests === 0) {
    return "no manifest to put";
  }
  return [
    `${countOf(putManifests, "manifest")} to put`,
    followersOf(putAttestations, "an attestation", "attestations"),
    followersOf(putReferrers, "a referrer", "referrers"),
  ]
    .filter(Boolean)
    .join(", ");
}

function followersOf(count: number, one: string, many: string): string {
  return count === 0 ? "" : `${count} of them ${count === 1 ? one : many}`;
}

/** The legacy tags that go along. */
function digestTagWords({ digestTags }: PlanTotals): string {
  const count = digestTags.filter(({ before, after }) => before !== after).length;
  return count === 0 ? "" : `with ${countOf(count, "signature tag")}`;
}

/** What is left behind: foreign layers, which no registry hands on. */
export function lossWords({ foreignLayers }: PlanTotals): string {
  return foreignLayers === 0 ? "" : `leaves out ${countOf(foreignLayers, "foreign layer")}`;
}

/** What a plan comes to, in one line: what it will do, and not what is there already. */
export function summarizePlan(plan: Plan): string {
  if (confirmLabel(plan) === null) {
    return "Nothing to push";
  }
  const sums = sumPlan(plan);
  return [
    sums.copiedBlobs > 0
      ? `${formatBytes(sums.copiedBytes)} to copy in ${countOf(sums.copiedBlobs, "blob")}`
      : "No blob to copy",
    sums.mountedBlobs > 0 ? `${sums.mountedBlobs} linked, no upload` : "",
    manifestWords(sums),
    digestTagWords(sums),
    lossWords(sums),
    formatRequests(sums.requests),
  ]
    .filter(Boolean)
    .join(" · ");
}
