import type { ErrorCode, Failure } from "../../../shared/errors.ts";
import { Button } from "../../ui/Button.tsx";
import { DialogBody, DialogFoot } from "../../ui/ModalDialog.tsx";
import { useCompose } from "../compose/composeStore.ts";
import { useInspect } from "../inspect/inspectStore.ts";
import { canRetry } from "../registries/failureRemedies.ts";
import { openOverwriteRules } from "../registries/openRegistries.ts";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import type { PlanRequest } from "./pushQueueStore.ts";
import { usePush } from "./pushStore.ts";

const nothingPushed = "Nothing was pushed.";

/** What is said of errors that a new preview or plan may fix. */
const outdatedWords: Partial<Readonly<Record<ErrorCode, string>>> = {
  tag_moved: `A tag changed since the preview. ${nothingPushed}`,
  preview_gone: `The preview is outdated. ${nothingPushed}`,
  plan_gone: `The preview is outdated. ${nothingPushed}`,
  digest_mismatch: nothingPushed,
};

interface RefusedViewProps {
  readonly request: PlanRequest;
  readonly failure: Failure;
}

/** The push dialog if planning failed or the push could not start. */
export function RefusedView({ request, failure }: RefusedViewProps) {
  const { makePlan, close } = usePush.getState();
  const words = outdatedWords[failure.code];
  const isOutdated = words !== undefined;

  function refresh(): void {
    if (request.kind === "compose") {
      // The user sees the new preview before it is planned again.
      close();
      useCompose.getState().refresh();
    } else {
      makePlan(request);
    }
  }

  function editTargets(): void {
    close();
    useInspect.getState().openRetag();
  }

  return (
    <>
      <DialogBody>
        <RequestFailure failure={failure} />
      </DialogBody>
      <DialogFoot words={words ?? nothingPushed}>
        <Button autoFocus onPress={close}>
          Close
        </Button>
        {failure.code === "tag_protected" && (
          <Button onPress={openOverwriteRules}>Change the rule…</Button>
        )}
        {request.kind === "retag" && <Button onPress={editTargets}>Edit targets</Button>}
        {isOutdated && (
          <Button look="primary" onPress={refresh}>
            {request.kind === "compose" ? "Refresh preview" : "Refresh plan"}
          </Button>
        )}
        {!isOutdated && canRetry(failure) && (
          <Button look="primary" onPress={() => makePlan(request)}>
            Try again
          </Button>
        )}
      </DialogFoot>
    </>
  );
}
