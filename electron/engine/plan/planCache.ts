import type { Plan } from "../../../shared/plan.ts";
import { EngineError } from "../errors.ts";

/** Plans kept until they are executed: copies of 20 digests are reviewed together. */
const maxPlans = 32;

/** Where a plan comes from. Recorded beside the plan, whose text may come from a file. */
export interface PlanOrigin {
  /** The journal entry of the interrupted push that the plan continues. */
  readonly continues?: string | undefined;
  /** Whether it was read from a file, or continues a push of such a plan. It is no restore, whatever it says. */
  readonly isFromFile: boolean;
}

/** The origin of a plan that the app made of a draft, a tag or the journal. */
export const madeByApp: PlanOrigin = { isFromFile: false };

/** A plan that can be executed. */
interface ExecutablePlan {
  readonly plan: Plan;
  readonly origin: PlanOrigin;
}

/** The latest plans, by the ids that pushes are started with. */
export class PlanCache {
  readonly #plans = new Map<string, ExecutablePlan>();

  add(plan: Plan, origin: PlanOrigin): void {
    this.#plans.set(plan.id, { plan, origin });
    for (const oldest of this.#plans.keys()) {
      if (this.#plans.size <= maxPlans) {
        break;
      }
      this.#plans.delete(oldest);
    }
  }

  /** @throws EngineError `plan_gone` */
  get(id: string): ExecutablePlan {
    const plan = this.#plans.get(id);
    if (plan) {
      return plan;
    }
    throw new EngineError("plan_gone", "This plan is no longer available.", {
      hint: "Review the push again.",
      retryable: true,
    });
  }

  /** Removes a plan, so that it is executed only once. @throws EngineError `plan_gone` */
  take(id: string): ExecutablePlan {
    const plan = this.get(id);
    this.#plans.delete(id);
    return plan;
  }
}
