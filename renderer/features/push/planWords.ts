import type { Plan, PlannedRequests, TagMove } from "../../../shared/plan.ts";
import { shortDigest } from "../../image/shortDigest.ts";
import { countOf } from "../../ui/countOf.ts";
import { formatBytes } from "../../ui/formatBytes.ts";
import { shortenMiddle } from "../../ui/shortenMiddle.ts";
import { type PlanSums, sumPlan } from "./planSums.ts";

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
  const digest = shortDigest(plan.root.digest);
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
export function requestWords({ reads, writes }: PlannedRequests): string {
  return reads + writes === 0 ? "" : `${countOf(reads, "read")}, ${countOf(writes, "write")}`;
}

/** What goes along with the images. */
export function followerWords({ attestations, referrers, digestTags }: PlanSums): string {
  const parts = [
    attestations > 0 ? countOf(attestations, "attestation") : "",
    referrers > 0 ? countOf(referrers, "referrer") : "",
    digestTags.length > 0 ? countOf(digestTags.length, "signature tag") : "",
  ].filter(Boolean);
  return parts.length === 0 ? "" : `with ${parts.join(", ")}`;
}

/** What is left behind: foreign layers, which no registry hands on. */
export function lossWords({ foreignLayers }: PlanSums): string {
  return foreignLayers === 0 ? "" : `leaves out ${countOf(foreignLayers, "foreign layer")}`;
}

/** What a plan comes to, in one line. */
export function totalWords(plan: Plan): string {
  const sums = sumPlan(plan);
  return [
    sums.copiedBlobs > 0
      ? `${formatBytes(sums.copiedBytes)} to copy in ${countOf(sums.copiedBlobs, "blob")}`
      : "No blob to copy",
    sums.mountedBlobs > 0 ? `${sums.mountedBlobs} linked, no upload` : "",
    sums.putManifests > 0
      ? `${countOf(sums.putManifests, "manifest")} to put`
      : "no manifest to put",
    followerWords(sums),
    lossWords(sums),
    requestWords(sums.requests),
  ]
    .filter(Boolean)
    .join(" · ");
}
