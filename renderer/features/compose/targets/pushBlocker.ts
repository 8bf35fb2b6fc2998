import { countOf } from "../../../../shared/countOf.ts";
import type { OverwriteRules } from "../../../../shared/settings.ts";
import { useSettings } from "../../settings/settingsStore.ts";
import { validateAnnotation } from "../annotations/validateAnnotation.ts";
import { countFailedSources } from "../sources/countFailedSources.ts";
import type { ComposeData } from "../composeState.ts";
import type { TargetStatus } from "./targetsSlice.ts";
import { isMalformedTarget, validateTarget } from "./validateTarget.ts";

/** Why a draft cannot be pushed. */
export interface PushBlocker {
  readonly message: string;
  /** The id of the target at fault, if it is one. */
  readonly targetId?: string;
  /** Set if a target was typed and not added. */
  readonly isTyped?: true;
  /** Set while the result is computed: nothing has to be fixed. */
  readonly isPending?: true;
  /** The place to fix it, if it is not a target. */
  readonly place?: "addSource" | "addTarget" | "failedSource" | "invalidAnnotation";
}

function isUnreachable(status: TargetStatus | undefined): boolean {
  return (
    status?.kind === "failed" &&
    (status.error.code === "network" || status.error.code === "timeout")
  );
}

/**
 * Returns why the draft cannot be pushed, or undefined if it can.
 * @param rules which tags are never overwritten; omitted: those of the settings
 */
export function pushBlocker(
  state: ComposeData,
  rules: OverwriteRules = useSettings.getState().neverOverwrite,
): PushBlocker | undefined {
  return draftBlocker(state) ?? typedTarget(state) ?? targetBlocker(state, rules);
}

function draftBlocker(state: ComposeData): PushBlocker | undefined {
  const { draft, preview } = state;
  if (draft.sources.length === 0) {
    return { message: "Add a source first.", place: "addSource" };
  }
  const failed = countFailedSources(state);
  if (failed > 0) {
    const them = failed === 1 ? "it" : "them";
    const message = `${countOf(failed, "source")} could not be read: fix or remove ${them}.`;
    return { message, place: "failedSource" };
  }
  if (draft.annotations.some((annotation) => validateAnnotation(annotation) !== undefined)) {
    return { message: "An annotation is invalid: fix or remove it.", place: "invalidAnnotation" };
  }
  if (state.previewStatus === "working") {
    const { attestationProgress: progress } = state;
    const working = progress && (progress.label ?? "Checking attestations");
    return { message: `${working ?? "Computing result"}…`, isPending: true };
  }
  if (preview?.result.kind === "partial") {
    return { message: "Sources are still resolving.", isPending: true };
  }
  if (state.previewStatus === "failed" || preview?.result.kind !== "ready") {
    return { message: "There is no result to push." };
  }
  const hasTyped = typedTarget(state) !== undefined;
  return draft.targets.length === 0 && !hasTyped
    ? { message: "Add a target first.", place: "addTarget" }
    : undefined;
}

/** A target in the field that would not be pushed to. One that the draft has already does not matter. */
function typedTarget({ targetText, draft }: ComposeData): PushBlocker | undefined {
  const text = targetText.trim();
  const isNew = text !== "" && draft.targets.every((target) => target.text !== text);
  return isNew
    ? { message: "The typed target is not added yet: press Enter in its field.", isTyped: true }
    : undefined;
}

function targetBlocker(
  { draft, targets, preview }: ComposeData,
  rules: OverwriteRules,
): PushBlocker | undefined {
  const malformed = draft.targets.find(({ id }) => isMalformedTarget(targets[id]));
  if (malformed !== undefined) {
    const message = `“${malformed.text}” is not a valid target: fix or remove it.`;
    return { message, targetId: malformed.id };
  }
  const unreachable = draft.targets.find(({ id }) => isUnreachable(targets[id]));
  if (unreachable !== undefined) {
    const message = `“${unreachable.text}” cannot be reached: try again, or fix or remove it.`;
    return { message, targetId: unreachable.id };
  }
  const content = preview?.result.kind === "ready" ? preview.result.content : undefined;
  const invalid = draft.targets.find(
    (target) =>
      validateTarget(target, { status: targets[target.id], content, rules }) !== undefined,
  );
  if (invalid !== undefined) {
    return { message: "A target blocks this push.", targetId: invalid.id };
  }
  const isSame = draft.targets.every(({ id }) => {
    const status = targets[id];
    return (
      status?.kind === "found" &&
      status.state.kind === "exists" &&
      status.state.digest === content?.digest
    );
  });
  return draft.base !== undefined && isSame
    ? { message: "No change: the tag holds exactly this." }
    : undefined;
}
