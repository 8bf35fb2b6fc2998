import { ModalDialog } from "../../ui/ModalDialog.tsx";
import { dialogTitle } from "./dialogTitle.ts";
import { DoneView } from "./DoneView.tsx";
import { PlanningView } from "./PlanningView.tsx";
import { PushingView } from "./PushingView.tsx";
import { usePush } from "./pushStore.ts";
import { RefusedView } from "./RefusedView.tsx";
import { ReviewView } from "./ReviewView.tsx";

/** The dialog of a push, from its plan to its result: one view for each state. */
export function PushDialog() {
  const state = usePush((slice) => slice.state);
  const close = usePush((slice) => slice.close);
  return (
    <ModalDialog
      label="Review push"
      title={dialogTitle(state)}
      isOpen={state.kind !== "closed"}
      onClose={close}
      dismissable={state.kind !== "pushing"}
      width={900}
    >
      {state.kind === "planning" && <PlanningView state={state} />}
      {state.kind === "refused" && <RefusedView state={state} />}
      {state.kind === "review" && <ReviewView state={state} />}
      {state.kind === "pushing" && <PushingView state={state} />}
      {state.kind === "done" && <DoneView state={state} />}
    </ModalDialog>
  );
}
