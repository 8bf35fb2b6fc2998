import type { Plan } from "../../../shared/plan.ts";
import type { PlanRequest, PushState } from "./pushStore.ts";

const reviewTitles: Readonly<Record<Plan["kind"] | "resume" | "open", string>> = {
  compose: "Review push",
  retag: "Review retag",
  restore: "Review putting back",
  resume: "Review what is left to push",
  open: "Open plan",
};

function reviewTitle(request: PlanRequest, plan: Plan): string {
  return request.kind === "resume" ? reviewTitles.resume : reviewTitles[plan.kind];
}

/** What stands over the dialog at each state of a push. */
export function dialogTitle(state: PushState): string {
  switch (state.kind) {
    case "closed":
      return reviewTitles.compose;
    case "planning":
      return reviewTitles[state.request.kind];
    case "review":
      return reviewTitle(state.request, state.plan);
    case "refused":
      return state.request.kind === "open"
        ? "This plan cannot be used"
        : "This cannot be pushed as it is";
    case "pushing":
      return state.plan.kind === "restore" ? "Putting back" : "Pushing";
    case "done":
      if (state.outcome.failure === undefined) {
        return state.plan.kind === "restore" ? "Put back" : "Pushed";
      }
      return state.outcome.failure.code === "cancelled" ? "Stopped" : "The push did not finish";
  }
}
