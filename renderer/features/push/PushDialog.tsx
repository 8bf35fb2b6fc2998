import { ModalDialog } from "../../ui/ModalDialog.tsx";
import { dialogTitle } from "./dialogTitle.ts";
import { DoneView } from "./DoneView.tsx";
import { PlanningView } from "./PlanningView.tsx";
import { PushingView } from "./PushingView.tsx";
import { type ConfirmedPush, usePushQueue } from "./pushQueueStore.ts";
import { usePush } from "./pushStore.ts";
import { RefusedView } from "./RefusedView.tsx";
import { ReviewView } from "./ReviewView.tsx";

/** A push that was confirmed, until its result. */
function ConfirmedView({ push }: { readonly push: ConfirmedPush }) {
  switch (push.kind) {
    case "waiting":
    case "pushing":
      return <PushingView push={push} />;
    case "refused":
      return <RefusedView request={push.request} failure={push.failure} />;
    case "done":
      return <DoneView push={push} />;
  }
}

/** The dialog of a push, from its plan to its result: one view for each state. */
export function PushDialog() {
  const state = usePush((slice) => slice.state);
  const close = usePush((slice) => slice.close);
  const push = usePushQueue(({ pushes }) =>
    state.kind === "push" ? pushes.find(({ id }) => id === state.id) : undefined,
  );
  return (
    <ModalDialog
      title={dialogTitle(state, push)}
      isOpen={state.kind !== "closed"}
      onClose={close}
      width={960}
    >
      {state.kind === "planning" && <PlanningView state={state} />}
      {state.kind === "refused" && <RefusedView request={state.request} failure={state.failure} />}
      {state.kind === "review" && <ReviewView state={state} />}
      {push !== undefined && <ConfirmedView push={push} />}
    </ModalDialog>
  );
}
