import { countDeleted } from "../../../../shared/countDeleted.ts";
import { Button } from "../../../ui/Button.tsx";
import { DialogWait } from "../../../ui/DialogWait.tsx";
import { DialogBody, DialogFoot, ModalDialog } from "../../../ui/ModalDialog.tsx";
import { RequestFailure } from "../../registries/RequestFailure.tsx";
import { DeletionResults } from "./DeletionResults.tsx";
import { DeletionReview } from "./DeletionReview.tsx";
import { type DeleteStep, useDeleteTags } from "./deleteStore.ts";

function Step({ step }: { readonly step: DeleteStep }) {
  const { close, stop } = useDeleteTags.getState();
  switch (step.kind) {
    case "closed":
      return null;
    case "planning":
      return (
        <DialogWait
          label={step.message ?? "Reading what depends on this…"}
          done={step.done}
          total={step.total}
          onPress={close}
        />
      );
    case "refused":
      return (
        <>
          <DialogBody>
            <RequestFailure failure={step.failure} />
          </DialogBody>
          <DialogFoot words="Nothing was deleted.">
            <Button look="primary" autoFocus onPress={close}>
              Close
            </Button>
          </DialogFoot>
        </>
      );
    case "review":
      return <DeletionReview key={step.plan.id} plan={step.plan} />;
    case "deleting":
      return (
        <DialogWait
          label={`Deleting… ${step.done} of ${countDeleted(step.plan.tags)}`}
          done={step.done}
          total={step.plan.tags.length}
          words="What is requested already cannot be stopped."
          button={step.isStopping ? "Stopping…" : "Stop"}
          onPress={stop}
        />
      );
    case "done":
      return <DeletionResults {...step} />;
  }
}

/** The dialog that deletes tags and manifests: the review of what goes, then the results. */
export function DeleteDialog() {
  const step = useDeleteTags((state) => state.step);
  const isOfManifests = useDeleteTags((state) => (state.request?.digests.length ?? 0) > 0);
  return (
    <ModalDialog
      title={step.kind === "done" ? "Deletion" : isOfManifests ? "Delete manifest" : "Delete tags"}
      isOpen={step.kind !== "closed"}
      onClose={useDeleteTags.getState().close}
      width={680}
    >
      <Step step={step} />
    </ModalDialog>
  );
}
