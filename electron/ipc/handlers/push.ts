import type { Engine } from "../../engine/engine.ts";
import { bytesToPush } from "../../engine/plan/planSummary.ts";
import type { ApprovedPaths } from "../../storage/approvedPaths.ts";
import { confirmWritePaths } from "../confirmWritePaths.ts";
import { emit } from "../emit.ts";
import { handle } from "../handle.ts";
import { runJob } from "../jobs.ts";
import { createPushReporter } from "../pushReporter.ts";

/** The push of a plan that was made here before: the window can start it, but not say what it does. */
export function handlePush(engine: Engine, approvedPaths: ApprovedPaths): void {
  handle("push:start", ({ jobId, planId }) =>
    runJob(jobId, "push", async (signal) => {
      const plan = engine.plan(planId);
      await confirmWritePaths(plan, approvedPaths);
      signal.throwIfAborted();
      const reporter = createPushReporter(bytesToPush(plan), (progress) =>
        emit("job:progress", { jobId, progress }),
      );
      try {
        return await engine.push(planId, signal, (event) => reporter.report(event));
      } finally {
        reporter.flush();
      }
    }),
  );
}
