import type { Plan, PlannedRequests, RepositoryPlan, TagMove } from "../../../shared/plan.ts";

/** What a plan comes to, in one repository or over several. */
export interface PlanTotals {
  readonly copiedBytes: number;
  readonly copiedBlobs: number;
  readonly mountedBlobs: number;
  readonly presentBlobs: number;
  /** Foreign layers, which nobody brings along. */
  readonly foreignLayers: number;
  readonly putManifests: number;
  readonly presentManifests: number;
  /** What of the manifests to put is no image: what is there already is not counted. */
  readonly putAttestations: number;
  readonly putReferrers: number;
  readonly created: readonly TagMove[];
  readonly moved: readonly TagMove[];
  readonly same: readonly TagMove[];
  /** Legacy tags of signatures and the like, which do not name the root. */
  readonly digestTags: readonly TagMove[];
  readonly requests: PlannedRequests;
}

/**
 * Adds up what a plan will do.
 * @param parts the repositories to add up; all of the plan unless told otherwise
 */
export function sumPlan(
  { root, repositories }: Plan,
  parts: readonly RepositoryPlan[] = repositories,
): PlanTotals {
  const blobs = parts.flatMap((part) => part.blobs);
  const manifests = parts.flatMap((part) => part.manifests);
  const tags = parts.flatMap((part) => part.tags);
  const named = tags.filter(({ after }) => after === root.digest);
  const copied = blobs.filter(({ action }) => action.kind === "copy");
  const blobsThat = (kind: string): number =>
    blobs.filter(({ action }) => action.kind === kind).length;
  const put = manifests.filter(({ action }) => action.kind !== "exists");
  const putAs = (role: string): number => put.filter((manifest) => manifest.role === role).length;
  return {
    copiedBytes: copied.reduce((sum, blob) => sum + blob.size, 0),
    copiedBlobs: copied.length,
    mountedBlobs: blobsThat("mount"),
    presentBlobs: blobsThat("exists"),
    foreignLayers: blobsThat("skip"),
    putManifests: put.length,
    presentManifests: manifests.length - put.length,
    putAttestations: putAs("attestation"),
    putReferrers: putAs("referrer"),
    created: named.filter(({ before }) => before === null),
    moved: named.filter(({ before, after }) => before !== null && before !== after),
    same: named.filter(({ before, after }) => before === after),
    digestTags: tags.filter(({ after }) => after !== root.digest),
    requests: {
      reads: parts.reduce((sum, part) => sum + part.requests.reads, 0),
      writes: parts.reduce((sum, part) => sum + part.requests.writes, 0),
    },
  };
}
