import type { Plan } from "../../../shared/plan.ts";
import type { PlanRequest, PushState } from "./pushStore.ts";

const reviewTitles: Readonly<Record<Plan["kind"] | "resume" | "open", string>> = {
  compose: "Review push",
  retag: "Review retag",
  restore: "Review restore",
  resume: "Review resumed push",
  open: "Open plan",
};

function reviewTitle(request: PlanRequest, plan: Plan): string {
  return request.kind === "resume" ? reviewTitles.resume : reviewTitles[plan.kind];
}

/** Returns the title of the push dialog in a state. */
export function dialogTitle(state: PushState): string {
  switch (state.kind) {
    case "closed":
      return reviewTitles.compose;
    case "planning":
      return reviewTitles[state.request.kind];
    case "review":
      return reviewTitle(state.request, state.plan);
    case "refused":
      return state.request.kind === "open" ? "Can't use this plan" : "Can't push";
    case "pushing":
      return state.plan.kind === "restore" ? "Restoring" : "Pushing";
    case "done":
      if (state.outcome.failure === undefined) {
        return state.plan.kind === "restore" ? "Restored" : "Pushed";
      }
      return state.outcome.failure.code === "cancelled" ? "Stopped" : "The push did not finish";
  }
}
