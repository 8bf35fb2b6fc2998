import type { Plan, TagMove } from "../../../shared/plan.ts";
import { shortDigest } from "../../image/shortDigest.ts";
import { countOf } from "../../ui/countOf.ts";
import { shortenMiddle } from "../../ui/shortenMiddle.ts";

/** What a plan comes to, over all its repositories. */
export interface PlanTotals {
  readonly copiedBytes: number;
  readonly copiedBlobs: number;
  readonly mountedBlobs: number;
  readonly putManifests: number;
  readonly created: readonly TagMove[];
  readonly moved: readonly TagMove[];
  readonly same: readonly TagMove[];
}

/** Adds up what a plan will do. */
export function planTotals(plan: Plan): PlanTotals {
  const blobs = plan.repositories.flatMap((repository) => repository.blobs);
  const copied = blobs.filter(({ action }) => action.kind === "copy");
  const tags = plan.repositories.flatMap((repository) => repository.tags);
  return {
    copiedBytes: copied.reduce((sum, blob) => sum + blob.size, 0),
    copiedBlobs: copied.length,
    mountedBlobs: blobs.filter(({ action }) => action.kind === "mount").length,
    putManifests: plan.repositories
      .flatMap((repository) => repository.manifests)
      .filter(({ action }) => action.kind === "put").length,
    created: tags.filter(({ before }) => before === null),
    moved: tags.filter(({ before, after }) => before !== null && before !== after),
    same: tags.filter(({ before, after }) => before === after),
  };
}

function tagsOf(moves: readonly TagMove[], longestTag: number): string {
  const [first] = moves;
  return moves.length === 1 && first !== undefined
    ? `tag ${shortenMiddle(first.tag, longestTag)}`
    : countOf(moves.length, "tag");
}

/** The longest tag that the button that pushes has room for. */
const buttonTag = 24;

/** What the button that pushes says: what it will do, or null where there is nothing to do. */
export function confirmLabel(plan: Plan, longestTag = buttonTag): string | null {
  const { created, moved, putManifests, copiedBlobs, mountedBlobs } = planTotals(plan);
  const digest = shortDigest(plan.root.digest);
  if (created.length > 0 && moved.length > 0) {
    return `Create ${tagsOf(created, longestTag)} and move ${tagsOf(moved, longestTag)} to ${digest}`;
  }
  if (moved.length > 0) {
    return `Move ${tagsOf(moved, longestTag)} to ${digest}`;
  }
  if (created.length > 0) {
    return `Create ${tagsOf(created, longestTag)} at ${digest}`;
  }
  return putManifests + copiedBlobs + mountedBlobs > 0 ? "Copy what is missing" : null;
}
