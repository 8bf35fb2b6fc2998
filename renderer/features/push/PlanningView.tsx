import { Button } from "../../ui/Button.tsx";
import { DialogBody, DialogFoot } from "../../ui/ModalDialog.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { type PushStateOf, usePush } from "./pushStore.ts";

/** The push dialog while the plan is computed or read from a file. */
export function PlanningView({ state }: { readonly state: PushStateOf<"planning"> }) {
  const { close } = usePush.getState();
  const { progress, request } = state;
  const label = request.kind === "open" ? "Choose a plan file…" : "Planning the push…";
  return (
    <>
      <DialogBody>
        <ProgressLine
          label={progress?.message ?? label}
          done={progress?.done ?? 0}
          total={progress?.total ?? 0}
        />
      </DialogBody>
      <DialogFoot words="Nothing is pushed yet.">
        <Button autoFocus onPress={close}>
          Cancel
        </Button>
      </DialogFoot>
    </>
  );
}
