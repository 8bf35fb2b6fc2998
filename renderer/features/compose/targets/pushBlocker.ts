import { countOf } from "../../../ui/format.ts";
import { validateAnnotation } from "../annotations/validateAnnotation.ts";
import { countFailedSources } from "../sources/countFailed.ts";
import type { ComposeData, TargetStatus } from "../composeState.ts";
import { isMalformed } from "../sources/isMalformed.ts";
import { validateTarget } from "./validateTarget.ts";

function isUnreachable(status: TargetStatus | undefined): boolean {
  return (
    status?.kind === "failed" &&
    (status.error.code === "network" || status.error.code === "timeout")
  );
}

/** Why the draft cannot be pushed yet, in words, or null where it can. */
export function pushBlocker(state: ComposeData): string | null {
  const { draft, preview } = state;
  if (draft.sources.length === 0) {
    return "Add a source first.";
  }
  const failed = countFailedSources(state);
  if (failed > 0) {
    return `${countOf(failed, "source")} could not be read: fix or remove ${failed === 1 ? "it" : "them"}.`;
  }
  if (draft.annotations.some((annotation) => validateAnnotation(annotation) !== null)) {
    return "An annotation needs mending.";
  }
  if (state.previewStatus === "working") {
    return state.checking === null ? "Working out the result…" : "Checking attestations…";
  }
  if (preview?.result.kind === "partial") {
    return "Sources are still being resolved.";
  }
  if (state.previewStatus === "failed" || preview?.result.kind !== "ready") {
    return "There is no result to push: see above.";
  }
  if (draft.targets.length === 0) {
    return "Add a target first.";
  }
  const unusable = draft.targets.find(({ id }) => isMalformed(state.targets[id]));
  if (unusable !== undefined) {
    return `“${unusable.text}” is no target: mend or remove it.`;
  }
  const unreachable = draft.targets.find(({ id }) => isUnreachable(state.targets[id]));
  if (unreachable !== undefined) {
    return `“${unreachable.text}” cannot be reached: mend or remove it, or try it again.`;
  }
  const { content } = preview.result;
  const refused = draft.targets.some(
    (target) => validateTarget(target, state.targets[target.id], content) !== null,
  );
  return refused ? "A target would refuse the push: see there." : null;
}
