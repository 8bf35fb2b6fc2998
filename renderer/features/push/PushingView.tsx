import { useMemo } from "react";
import { Button } from "../../ui/Button.tsx";
import { countOf } from "../../../shared/countOf.ts";
import { DialogBody, DialogFoot } from "../../ui/ModalDialog.tsx";
import { ProgressLine } from "../../ui/ProgressLine.tsx";
import { describeProgress } from "./describePush.ts";
import { bytesDone, copiedPieces } from "./planProgress.ts";
import { PlanView } from "./PlanView.tsx";
import {
  type ConfirmedPushOf,
  isUnfinished,
  type UnfinishedPush,
  usePushQueue,
} from "./pushQueueStore.ts";
import { usePush } from "./pushStore.ts";
import { formatSpeed, useTransferSpeed } from "./transferSpeed.ts";

const noSteps = {};

function PushingProgress({ push }: { readonly push: ConfirmedPushOf<"pushing"> }) {
  const { plan, progress, steps, isCancelling } = push;
  const copies = useMemo(() => copiedPieces(plan), [plan]);
  const copied = useMemo(() => bytesDone(copies, steps), [copies, steps]);
  const toCopy = useMemo(() => copies.reduce((sum, { size }) => sum + size, 0), [copies]);
  const speed = useTransferSpeed(copied);
  const speedText =
    progress?.phase === "content" && !isCancelling ? formatSpeed(speed, toCopy - copied) : "";
  return (
    <ProgressLine
      label={describeProgress(push) + speedText}
      done={progress?.doneBytes ?? 0}
      total={progress?.totalBytes ?? 0}
    />
  );
}

function WaitingNote({ id }: { readonly id: string }) {
  const ahead = usePushQueue(({ pushes }) => {
    const position = pushes.findIndex((push) => push.id === id);
    return pushes.slice(0, position).filter(isUnfinished).length;
  });
  return <>Starts after {countOf(ahead, "other push", "other pushes")}.</>;
}

/** The push dialog while the plan is executed, or waits for other pushes. */
export function PushingView({ push }: { readonly push: UnfinishedPush }) {
  const { close } = usePush.getState();
  const { id, plan, isCancelling } = push;
  return (
    <>
      <DialogBody>
        <PlanView plan={plan} steps={push.kind === "pushing" ? push.steps : noSteps} />
      </DialogBody>
      <DialogFoot
        words={push.kind === "pushing" ? <PushingProgress push={push} /> : <WaitingNote id={id} />}
      >
        <Button isPending={isCancelling} onPress={() => usePushQueue.getState().cancel(id)}>
          {isCancelling ? "Stopping…" : "Cancel"}
        </Button>
        <Button autoFocus look="primary" onPress={close}>
          Continue in background
        </Button>
      </DialogFoot>
    </>
  );
}
