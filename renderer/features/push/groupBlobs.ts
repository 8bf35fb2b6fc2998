import type { BlobAction, PlannedBlob } from "../../../shared/plan.ts";

/** Blobs of one repository with the same action. */
export interface BlobGroup {
  readonly kind: BlobAction["kind"];
  /** The repository that they are mounted or copied from. */
  readonly from: string | undefined;
  readonly blobs: readonly PlannedBlob[];
  /** In bytes. */
  readonly size: number;
}

const order: Readonly<Record<BlobAction["kind"], number>> = {
  copy: 0,
  create: 1,
  mount: 2,
  exists: 3,
  skip: 4,
};

/** Groups the blobs of a repository by action and source: copied blobs first, then created, mounted, existing and skipped. */
export function groupBlobs(blobs: readonly PlannedBlob[]): readonly BlobGroup[] {
  const groups = Map.groupBy(blobs, ({ action }) =>
    "from" in action ? `${action.kind} ${action.from}` : action.kind,
  );
  return [...groups.values()]
    .flatMap((members): BlobGroup[] => {
      const action = members[0]?.action;
      return action === undefined
        ? []
        : [
            {
              kind: action.kind,
              from: "from" in action ? action.from : undefined,
              blobs: members,
              size: members.reduce((sum, blob) => sum + blob.size, 0),
            },
          ];
    })
    .sort((one, other) => order[one.kind] - order[other.kind]);
}
