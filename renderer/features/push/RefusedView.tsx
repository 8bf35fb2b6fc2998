import type { ErrorCode, Failure } from "../../../shared/errors.ts";
import { Button } from "../../ui/Button.tsx";
import { DialogBody, DialogFoot } from "../../ui/ModalDialog.tsx";
import { useCompose } from "../compose/composeStore.ts";
import { useInspect } from "../inspect/inspectStore.ts";
import { canRetry } from "../registries/failureRemedies.ts";
import { RequestFailure } from "../registries/RequestFailure.tsx";
import type { PlanRequest } from "./pushQueueStore.ts";
import { usePush } from "./pushStore.ts";

/** Errors of a plan or push whose preview is outdated: a tag or the content changed. */
const outdatedCodes: ReadonlySet<ErrorCode> = new Set([
  "tag_moved",
  "preview_gone",
  "plan_gone",
  "digest_mismatch",
]);

interface RefusedViewProps {
  readonly request: PlanRequest;
  readonly failure: Failure;
}

/** The push dialog if planning failed or the push could not start. */
export function RefusedView({ request, failure }: RefusedViewProps) {
  const { makePlan, close } = usePush.getState();
  const isOutdated = outdatedCodes.has(failure.code);

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
      <DialogFoot
        words={
          isOutdated
            ? "A tag changed since the preview. Nothing was pushed."
            : "Nothing was pushed."
        }
      >
        <Button autoFocus onPress={close}>
          Close
        </Button>
        {request.kind === "retag" && <Button onPress={editTargets}>Edit targets</Button>}
        {isOutdated && (
          <Button look="primary" onPress={refresh}>
            Refresh
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
