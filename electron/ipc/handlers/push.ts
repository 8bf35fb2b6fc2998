import type { Engine } from "../../engine/engine.ts";
import { bytesToPush } from "../../engine/plan/planSummary.ts";
import type { ApprovedPaths } from "../../storage/approvedPaths.ts";
import { confirmWritePaths } from "../confirmWritePaths.ts";
import { handle } from "../handle.ts";
import { runJob } from "../jobs.ts";
import { reportPush } from "../pushProgress.ts";

/** The push of a plan that was made here before: the window can start it, but not say what it does. */
export function handlePush(engine: Engine, approvedPaths: ApprovedPaths): void {
  handle("push:start", ({ jobId, planId }) =>
    runJob(jobId, "push", async (signal, reporter) => {
      const plan = engine.plan(planId);
      await confirmWritePaths(plan, approvedPaths);
      signal.throwIfAborted();
      try {
        return await engine.push(planId, signal, reportPush(reporter, bytesToPush(plan)));
      } finally {
        reporter.flush();
      }
    }),
  );
}
