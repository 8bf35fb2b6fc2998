import type { Plan, PushOutcome, RepositoryPlan, TagMove } from "../../../shared/plan.ts";
import { contentStepId } from "../../../shared/progress.ts";
import type { LineState } from "./PlanLine.tsx";
import type { Steps } from "./pushQueueStore.ts";

/** Something that a push writes: a blob, a manifest or a tag. */
export interface Piece {
  /** The id of its step. */
  readonly id: string;
  /** In bytes; 0 for a tag. */
  readonly size: number;
}

/** The progress of several pieces together. */
export interface PieceProgress {
  readonly state: LineState;
  /** The part that is done, from 0 to 1. */
  readonly share: number;
}

/** Returns the progress of pieces by their bytes, or by their number if they have no bytes. */
export function progressOf(pieces: readonly Piece[], steps: Steps): PieceProgress {
  if (pieces.length === 0) {
    return { state: "nothing", share: 0 };
  }
  const found = pieces.map(({ id }) => steps[id]);
  const isOver = found.some((step) => step?.state === "stopped");
  if (found.every((step) => step === undefined)) {
    return { state: "planned", share: 0 };
  }
  const done = found.filter((step) => step?.state === "done").length;
  const total = pieces.reduce((sum, { size }) => sum + size, 0);
  return {
    state: isOver ? "stopped" : done === found.length ? "done" : "running",
    share: total === 0 ? done / found.length : bytesDone(pieces, steps) / total,
  };
}

/** Returns the blobs to copy, in all repositories. */
export function copiedPieces({ repositories }: Plan): readonly Piece[] {
  return repositories.flatMap(({ repository, blobs }) =>
    blobs
      .filter(({ action }) => action.kind === "copy")
      .map(({ digest, size }) => ({ id: contentStepId(repository, digest), size })),
  );
}

/** Returns how many bytes of pieces have arrived. A retried upload may report more bytes than its size. */
export function bytesDone(pieces: readonly Piece[], steps: Steps): number {
  return pieces.reduce((sum, { id, size }) => {
    const step = steps[id];
    return sum + (step?.state === "done" ? size : Math.min(step?.bytes ?? 0, size));
  }, 0);
}

/** Returns the pieces of tags, without tags that stay unchanged. */
export function tagPieces(tags: readonly TagMove[]): readonly Piece[] {
  return tags
    .filter(({ before, after }) => before !== after)
    .map(({ name }) => ({ id: name, size: 0 }));
}

/** Returns the blobs and manifests that a push writes to a repository. */
export function contentPieces({ repository, blobs, manifests }: RepositoryPlan): {
  readonly blobs: readonly Piece[];
  readonly manifests: readonly Piece[];
} {
  const toPiece = ({ digest, size }: { readonly digest: string; readonly size: number }) => ({
    id: contentStepId(repository, digest),
    size,
  });
  return {
    blobs: blobs
      .filter(({ action: { kind } }) => kind !== "exists" && kind !== "skip")
      .map((blob) => toPiece(blob)),
    manifests: manifests
      .filter(({ action }) => action.kind !== "exists")
      .map((manifest) => toPiece(manifest)),
  };
}

/** Returns everything that a push writes to a repository. */
export function piecesOf(part: RepositoryPlan): readonly Piece[] {
  const { blobs, manifests } = contentPieces(part);
  return [...blobs, ...manifests, ...tagPieces(part.tags)];
}

/**
 * Returns the steps of a push that ended, as its outcome says: the last events may be missing.
 * @param steps of the progress until then
 */
export function endSteps(plan: Plan, outcome: PushOutcome, steps: Steps): Steps {
  const complete = new Set(
    outcome.repositories.flatMap(({ repository, content }) =>
      content === "complete" || outcome.failure === undefined ? [repository] : [],
    ),
  );
  const moved = new Set(
    outcome.tags.flatMap(({ kind, move }) =>
      kind === "moved" || kind === "same" ? move.name : [],
    ),
  );
  const end = ({ id, size }: Piece, isDone: boolean): Steps[string] => {
    const bytes = isDone ? size : (steps[id]?.bytes ?? 0);
    return { id, bytes, state: isDone || steps[id]?.state === "done" ? "done" : "stopped" };
  };
  return Object.fromEntries(
    plan.repositories.flatMap((part) => {
      const { blobs, manifests } = contentPieces(part);
      return [
        ...[...blobs, ...manifests].map((piece) => end(piece, complete.has(part.repository))),
        ...tagPieces(part.tags).map((piece) => end(piece, moved.has(piece.id))),
      ].map((step) => [step.id, step]);
    }),
  );
}
