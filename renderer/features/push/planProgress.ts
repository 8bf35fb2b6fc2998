import type { Plan, RepositoryPlan } from "../../../shared/plan.ts";
import type { LineState } from "./PlanLine.tsx";
import type { Steps } from "./pushStore.ts";

/** Something that a push brings: a blob, a manifest, or a tag. */
export interface Piece {
  /** The id of its step. */
  readonly id: string;
  /** In bytes; zero for a tag. */
  readonly size: number;
}

/** How far pieces are. */
export interface PieceProgress {
  readonly state: LineState;
  /** From 0 to 1. */
  readonly share: number;
}

/** How far pieces are together: by their bytes, or by their number where they have none. */
export function progressOf(pieces: readonly Piece[], steps: Steps): PieceProgress {
  if (pieces.length === 0) {
    return { state: "nothing", share: 0 };
  }
  const found = pieces.map(({ id, size }) => ({ size, step: steps[id] }));
  if (found.every(({ step }) => step === undefined)) {
    return { state: "planned", share: 0 };
  }
  const done = found.filter(({ step }) => step?.state === "done").length;
  const total = found.reduce((sum, { size }) => sum + size, 0);
  const arrived = arrivedOf(pieces, steps);
  return {
    state: done === found.length ? "done" : "running",
    share: total === 0 ? done / found.length : arrived / total,
  };
}

/** The blobs whose bytes travel, in all repositories. */
export function copiesOf({ repositories }: Plan): readonly Piece[] {
  return repositories.flatMap(({ repository, blobs }) =>
    blobs
      .filter(({ action }) => action.kind === "copy")
      .map(({ digest, size }) => ({ id: contentStep(repository, digest), size })),
  );
}

/** How many bytes of pieces have come. */
export function arrivedOf(pieces: readonly Piece[], steps: Steps): number {
  return pieces.reduce((sum, { id, size }) => {
    const step = steps[id];
    return sum + (step?.state === "done" ? size : Math.min(step?.bytes ?? 0, size));
  }, 0);
}

/** Everything that a push brings to a repository. */
export function piecesOf({ repository, blobs, manifests, tags }: RepositoryPlan): readonly Piece[] {
  return [
    ...blobs.filter(({ action: { kind } }) => kind === "copy" || kind === "mount"),
    ...manifests.filter(({ action }) => action.kind !== "exists"),
  ]
    .map(({ digest, size }) => ({ id: contentStep(repository, digest), size }))
    .concat(
      tags
        .filter(({ before, after }) => before !== after)
        .map(({ name }) => ({ id: name, size: 0 })),
    );
}

/** How the progress of a push names a piece of content (shared/progress.ts, StepProgress). */
export function contentStep(repository: string, digest: string): string {
  return `${repository} ${digest}`;
}
