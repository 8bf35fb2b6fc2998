import type { Failure } from "../../../shared/errors.ts";
import { useCompose } from "../compose/composeStore.ts";
import { currentVisit, useInspect } from "../inspect/inspectStore.ts";
import { lacksLogin } from "../tags/pages.ts";
import { connectionFor, loginFor } from "./failureRemedies.ts";

/** Reports whether a login or a connection setting may fix the failure. */
function isFixable(failure: Failure | null | undefined): boolean {
  return Boolean(failure && (loginFor(failure) ?? connectionFor(failure)));
}

function hasFixableFailure(state: { readonly kind: string; readonly error?: Failure } | undefined) {
  return state?.kind === "failed" && isFixable(state.error);
}

function retryCompose(): void {
  const { draft, sources, targets, preview, previewFailure, ...actions } = useCompose.getState();
  if (hasFixableFailure(preview?.result) || isFixable(previewFailure)) {
    actions.refresh();
    return;
  }
  for (const { id } of draft.sources) {
    if (hasFixableFailure(sources[id])) {
      actions.retrySource(id);
    }
  }
  for (const { id } of draft.targets) {
    if (hasFixableFailure(targets[id])) {
      actions.recheckTarget(id);
    }
  }
}

/** Repeats the requests of Compose and Inspect that failed for lack of a login or a connection setting. */
export function retryFailed(): void {
  retryCompose();
  const visit = currentVisit(useInspect.getState());
  if (visit?.kind === "page" ? lacksLogin(visit.page) : hasFixableFailure(visit)) {
    useInspect.getState().reload();
  }
}
