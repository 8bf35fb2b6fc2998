import { useMemo } from "react";
import { isIndexType } from "../../../shared/oci/mediaTypes.ts";
import type { Plan } from "../../../shared/plan.ts";
import type { PushProgress } from "./pushStore.ts";
import { Button } from "../../ui/Button.tsx";
import { formatBytes } from "../../ui/format.ts";
import { DialogBody, DialogFoot } from "../../ui/ModalDialog.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { bytesDone, copiedPieces } from "./planProgress.ts";
import { PlanView } from "./PlanView.tsx";
import { type PushStateOf, usePush } from "./pushStore.ts";
import { formatSpeed, useTransferSpeed } from "./transferSpeed.ts";

function phaseLabel(phase: PushProgress["phase"], { root }: Plan): string {
  switch (phase) {
    case "content":
      return "Copying content";
    case "root":
      return isIndexType(root.mediaType) ? "Pushing the index" : "Pushing the manifest";
    case "tags":
      return "Moving tags";
  }
}

/** The push dialog while the plan is executed. */
export function PushingView({ state }: { readonly state: PushStateOf<"pushing"> }) {
  const { cancel } = usePush.getState();
  const { plan, progress, steps, isCancelling } = state;
  const phase = isCancelling ? "Stopping" : phaseLabel(progress?.phase ?? "content", plan);
  const done = progress?.doneBytes ?? 0;
  const total = progress?.totalBytes ?? 0;
  const copies = useMemo(() => copiedPieces(plan), [plan]);
  const copied = useMemo(() => bytesDone(copies, steps), [copies, steps]);
  const toCopy = useMemo(() => copies.reduce((sum, { size }) => sum + size, 0), [copies]);
  const speed = useTransferSpeed(copied);
  const speedText =
    progress?.phase === "content" && !isCancelling ? formatSpeed(speed, toCopy - copied) : "";
  return (
    <>
      <DialogBody>
        <PlanView plan={plan} steps={steps} />
      </DialogBody>
      <DialogFoot
        words={
          <ProgressLine
            label={
              total > 0
                ? `${phase}: ${formatBytes(done)} of ${formatBytes(total)}${speedText}`
                : `${phase}…`
            }
            done={done}
            total={total}
          />
        }
      >
        <Button autoFocus isPending={isCancelling} onPress={cancel}>
          {isCancelling ? "Stopping…" : "Cancel"}
        </Button>
      </DialogFoot>
    </>
  );
}
