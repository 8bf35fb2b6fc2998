import type { Descriptor } from "../../../shared/oci/descriptor.ts";
import type { PlannedManifest } from "../../../shared/plan.ts";
import type { Successors } from "../oci/successors.ts";
import type { Store } from "../stores/store.ts";
import { manifestHeights } from "./manifestHeights.ts";

/** A blob or manifest that the target needs, and the stores that should have it in order of preference. */
export interface RequiredContent {
  readonly descriptor: Descriptor;
  readonly from: readonly Store[];
  /** For an entry of the root: its platform and role, for messages. */
  readonly name?: string;
}

/** What the walk knows about one digest. */
export type Visit =
  | { readonly kind: "visiting" }
  | { readonly kind: "blob" }
  | {
      readonly kind: "manifest";
      readonly manifest: Omit<PlannedManifest, "height">;
      /** The digests of its children and its subject; undefined if it was not read. */
      readonly successors: readonly string[] | undefined;
    }
  | { readonly kind: "missing"; readonly required: RequiredContent }
  /** A referrer that is listed but was deleted. */
  | { readonly kind: "deleted" };

export interface VisitedDigest {
  visit: Visit;
  /** Resolves when the digest and everything below it was visited. */
  readonly done: Promise<void>;
}

/** The digests that a walk reached, in the order in which it reached them. */
export type Visited = Map<string, VisitedDigest>;

/** Whether a visit found a manifest in the target. */
export function isInTarget(visit: Visit): boolean {
  return visit.kind === "manifest" && visit.manifest.action.kind === "exists";
}

/** The digests of a manifest's children and of its subject. */
export function digestsBelow({
  children,
  subject,
}: Pick<Successors, "children" | "subject">): readonly string[] {
  const digests = children.map(({ digest }) => digest);
  return subject === undefined ? digests : [...digests, subject];
}

/**
 * The manifests in push order; those of one height in the order of the index, whichever was answered first.
 * @param root the digest of the root, which is the last of its height
 */
export function manifestsOf(visited: Visited, root: string): readonly PlannedManifest[] {
  const manifests = [...visited].flatMap(([digest, { visit }]) =>
    visit.kind === "manifest" ? [{ digest, ...visit }] : [],
  );
  const heights = manifestHeights(
    new Map(
      manifests.flatMap(({ digest, successors }) => (successors ? [[digest, successors]] : [])),
    ),
  );
  return manifests
    .toSorted((a, b) => Number(a.digest === root) - Number(b.digest === root))
    .map(({ digest, manifest }) => ({ ...manifest, height: heights.get(digest) ?? 0 }))
    .toSorted((a, b) => a.height - b.height);
}

/** The manifests that no store has, in the order of the index. */
export function missingOf(visited: Visited): readonly RequiredContent[] {
  return [...visited.values()].flatMap(({ visit }) =>
    visit.kind === "missing" ? [visit.required] : [],
  );
}
