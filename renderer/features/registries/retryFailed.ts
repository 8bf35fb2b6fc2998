import type { Failure } from "../../../shared/errors.ts";
import { useCompose } from "../compose/composeStore.ts";
import { useInspect } from "../inspect/inspectStore.ts";
import { wantsConnection } from "./wantsConnection.ts";
import { wantsLogin } from "./failureRemedies.ts";

function isAboutRegistry(failure: Failure): boolean {
  return (wantsLogin(failure) ?? wantsConnection(failure)) !== null;
}

function isMendable(status: { readonly kind: string; readonly error?: Failure } | undefined) {
  return status?.kind === "failed" && status.error !== undefined && isAboutRegistry(status.error);
}

function askComposeAgain(): void {
  const { draft, sources, targets, preview, previewFailure, ...actions } = useCompose.getState();
  if (isMendable(preview?.result) || (previewFailure !== null && isAboutRegistry(previewFailure))) {
    actions.refresh();
    return;
  }
  draft.sources
    .filter(({ id }) => isMendable(sources[id]))
    .forEach(({ id }) => {
      actions.retrySource(id);
    });
  draft.targets
    .filter(({ id }) => isMendable(targets[id]))
    .forEach(({ id }) => {
      actions.recheckTarget(id);
    });
}

/** Asks again for what failed for want of a login or a setting for a registry, after there is one. */
export function askAgain(): void {
  askComposeAgain();
  const { visits, at, reload } = useInspect.getState();
  if (isMendable(visits[at])) {
    reload();
  }
}
