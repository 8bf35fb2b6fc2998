import type { Plan } from "../../../shared/plan.ts";
import type { ConfirmedPush, PlanRequest } from "./pushQueueStore.ts";
import type { PushState } from "./pushStore.ts";
import { pushWords } from "../../../shared/pushWords.ts";

const reviewTitles: Readonly<Record<Plan["kind"] | "resume" | "open", string>> = {
  compose: "Review push",
  retag: "Review retag",
  restore: "Review restore",
  repair: "Review repair",
  resume: "Review resumed push",
  open: "Open plan",
};

function reviewTitle(request: PlanRequest, plan: Plan): string {
  return request.kind === "resume" ? reviewTitles.resume : reviewTitles[plan.kind];
}

function pushTitle(push: ConfirmedPush): string {
  const { noun, running, done } = pushWords[push.plan.kind];
  switch (push.kind) {
    case "waiting":
      return "Waiting";
    case "pushing":
      return running;
    case "refused":
      return refusedTitle(push.request);
    case "done":
      if (push.outcome.failure === undefined) {
        return done;
      }
      return push.outcome.failure.code === "cancelled" ? "Stopped" : `The ${noun} did not finish`;
  }
}

function refusedTitle(request: PlanRequest): string {
  return request.kind === "open" ? "Can't use this plan" : "Can't push";
}

/** Returns the title of the push dialog in a state. @param push the push that is shown */
export function dialogTitle(state: PushState, push: ConfirmedPush | undefined): string {
  switch (state.kind) {
    case "closed":
      return reviewTitles.compose;
    case "planning":
      return reviewTitles[state.request.kind];
    case "review":
      return reviewTitle(state.request, state.plan);
    case "refused":
      return refusedTitle(state.request);
    case "push":
      return push === undefined ? reviewTitles.compose : pushTitle(push);
  }
}
