import { showProgress } from "../../app/windowProgress.ts";
import type { Engine } from "../../engine/engine.ts";
import { bytesToPush } from "../../engine/plan/planSummary.ts";
import { nameTargets } from "../../../shared/nameTargets.ts";
import type { ApprovedPaths } from "../../storage/approvedPaths.ts";
import { confirmWritePaths } from "../confirmWritePaths.ts";
import { handleJob } from "../handleJob.ts";
import { markUnfinished } from "../jobs.ts";
import { reportPush } from "../pushProgress.ts";
import { reportEnd } from "../reportEnd.ts";

/**
 * Handler of pushes. The window names a plan that the engine made, and cannot say what it does. A push waits for those
 * before it; it sends progress from its start.
 */
export function handlePush(engine: Engine, approvedPaths: ApprovedPaths): void {
  handleJob("push:start", async ({ jobId, planId, following }, signal, reporter) => {
    const plan = engine.planner.plan(planId);
    const job = { jobId, kind: plan.kind, targets: nameTargets(plan), following };
    markUnfinished(job);
    await confirmWritePaths(plan, approvedPaths);
    signal.throwIfAborted();
    const report = reportPush(reporter, bytesToPush(plan), (share) =>
      showProgress({ jobId, kind: plan.kind, share }),
    );
    return await reportEnd(job, reporter, () =>
      engine.push(planId, { report: report.onEvent, onStart: report.onStart }, signal),
    );
  });
}
