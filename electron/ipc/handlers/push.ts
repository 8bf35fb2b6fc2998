import { notifyPushEnd } from "../../app/pushNotification.ts";
import { endPushProgress, showPushProgress } from "../../app/windowProgress.ts";
import type { Engine } from "../../engine/engine.ts";
import { toFailure } from "../../engine/errors.ts";
import { bytesToPush } from "../../engine/plan/planSummary.ts";
import { nameTargets } from "../../../shared/nameTargets.ts";
import type { Failure } from "../../../shared/errors.ts";
import type { ApprovedPaths } from "../../storage/approvedPaths.ts";
import { confirmWritePaths } from "../confirmWritePaths.ts";
import { handleJob } from "../handleJob.ts";
import { markAsPush } from "../jobs.ts";
import { reportPush } from "../pushProgress.ts";

/**
 * Handler of pushes. The window names a plan that the engine made, and cannot say what it does. A push waits for those
 * before it; it sends progress from its start.
 */
export function handlePush(engine: Engine, approvedPaths: ApprovedPaths): void {
  handleJob("push:start", async ({ jobId, planId }, signal, reporter) => {
    const plan = engine.planner.plan(planId);
    const name = nameTargets(plan);
    markAsPush(jobId, name);
    await confirmWritePaths(plan, approvedPaths);
    signal.throwIfAborted();
    const report = reportPush(reporter, bytesToPush(plan), (share) =>
      showPushProgress(jobId, share),
    );
    const showEnd = (failure: Failure | undefined): void => {
      reporter.flush();
      const isCancelled = failure?.code === "cancelled";
      endPushProgress(jobId, failure !== undefined && !isCancelled);
      if (!isCancelled) {
        notifyPushEnd({ jobId, kind: plan.kind, name, failure });
      }
    };
    try {
      const outcome = await engine.push(
        planId,
        { report: report.onEvent, onStart: report.onStart },
        signal,
      );
      showEnd(outcome.failure);
      return outcome;
    } catch (error) {
      showEnd(toFailure(error));
      throw error;
    }
  });
}
