import type { Plan, PlannedRequests, RepositoryPlan, TagMove } from "../../../shared/plan.ts";

/** The totals of a plan, for one repository or several. */
export interface PlanTotals {
  readonly copiedBytes: number;
  readonly copiedBlobs: number;
  readonly mountedBlobs: number;
  readonly existingBlobs: number;
  /** Foreign layers, which are not copied. */
  readonly foreignLayers: number;
  readonly pushedManifests: number;
  readonly existingManifests: number;
  /** The attestations among the manifests to push. */
  readonly pushedAttestations: number;
  /** The referrers among the manifests to push. */
  readonly pushedReferrers: number;
  readonly created: readonly TagMove[];
  readonly moved: readonly TagMove[];
  readonly unchanged: readonly TagMove[];
  /** Digest tags of signatures and attestations, which do not point to the root. */
  readonly digestTags: readonly TagMove[];
  readonly requests: PlannedRequests;
}

/**
 * Adds up the actions of a plan.
 * @param parts the repositories to add up; by default all repositories of the plan
 */
export function sumPlan(
  { root, repositories }: Plan,
  parts: readonly RepositoryPlan[] = repositories,
): PlanTotals {
  const blobs = parts.flatMap((part) => part.blobs);
  const manifests = parts.flatMap((part) => part.manifests);
  const tags = parts.flatMap((part) => part.tags);
  const rootTags = tags.filter(({ after }) => after === root.digest);
  const copied = blobs.filter(({ action }) => action.kind === "copy");
  const countBlobs = (kind: string): number =>
    blobs.filter(({ action }) => action.kind === kind).length;
  const pushed = manifests.filter(({ action }) => action.kind !== "exists");
  const countPushed = (role: string): number =>
    pushed.filter((manifest) => manifest.role === role).length;
  return {
    copiedBytes: copied.reduce((sum, blob) => sum + blob.size, 0),
    copiedBlobs: copied.length,
    mountedBlobs: countBlobs("mount"),
    existingBlobs: countBlobs("exists"),
    foreignLayers: countBlobs("skip"),
    pushedManifests: pushed.length,
    existingManifests: manifests.length - pushed.length,
    pushedAttestations: countPushed("attestation"),
    pushedReferrers: countPushed("referrer"),
    created: rootTags.filter(({ before }) => before === null),
    moved: rootTags.filter(({ before, after }) => before !== null && before !== after),
    unchanged: rootTags.filter(({ before, after }) => before === after),
    digestTags: tags.filter(({ after }) => after !== root.digest),
    requests: {
      reads: parts.reduce((sum, part) => sum + part.requests.reads, 0),
      writes: parts.reduce((sum, part) => sum + part.requests.writes, 0),
    },
  };
}
