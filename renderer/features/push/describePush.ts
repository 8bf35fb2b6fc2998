import { isIndexType } from "../../../shared/oci/mediaTypes.ts";
import { nameTargets } from "../../../shared/nameTargets.ts";
import { formatBytes } from "../../ui/format.ts";
import { type ConfirmedPush, isUnfinished, type UnfinishedPush } from "./pushQueueStore.ts";
import { pushWords } from "../../../shared/pushWords.ts";

/** Returns what a push does at the moment: `Copying content`. */
export function describePhase(push: UnfinishedPush): string {
  if (push.isCancelling) {
    return "Stopping";
  }
  if (push.kind === "waiting") {
    return "Waiting";
  }
  switch (push.progress?.phase ?? "content") {
    case "content":
      return "Copying content";
    case "root":
      return isIndexType(push.plan.root.mediaType) ? "Pushing the index" : "Pushing the manifest";
    case "tags":
      return "Moving tags";
  }
}

/** Returns what a push does and how far it is: `Copying content: 3.1 MB of 41.3 MB`. */
export function describeProgress(push: UnfinishedPush): string {
  const phase = describePhase(push);
  const progress = push.kind === "pushing" ? push.progress : undefined;
  return progress !== undefined && progress.totalBytes > 0
    ? `${phase}: ${formatBytes(progress.doneBytes)} of ${formatBytes(progress.totalBytes)}`
    : `${phase}…`;
}

/** Returns how a push ended, with its targets. */
export function describeEnd(push: Exclude<ConfirmedPush, UnfinishedPush>): string {
  const name = nameTargets(push.plan);
  const { noun, done } = pushWords[push.plan.kind];
  if (push.kind === "refused") {
    return `Can't push ${name}: ${push.failure.message}`;
  }
  const { failure } = push.outcome;
  if (failure === undefined) {
    return `${done} ${name}`;
  }
  return failure.code === "cancelled"
    ? `Stopped the ${noun} of ${name}`
    : `The ${noun} of ${name} did not finish: ${failure.message}`;
}

/** Returns the text for screen readers. It changes with the phase of a push, not with its bytes. */
export function announcePush(push: ConfirmedPush): string {
  return isUnfinished(push)
    ? `${nameTargets(push.plan)}: ${describePhase(push)}`
    : describeEnd(push);
}
