import type { Engine } from "../../engine/engine.ts";
import { bytesToPush } from "../../engine/plan/planSummary.ts";
import type { ApprovedPaths } from "../../storage/approvedPaths.ts";
import { confirmWritePaths } from "../confirmWritePaths.ts";
import { handleJob } from "../handleJob.ts";
import { reportPush } from "../pushProgress.ts";

/** Handler of pushes. The window names a plan that the engine made, and cannot say what it does. */
export function handlePush(engine: Engine, approvedPaths: ApprovedPaths): void {
  handleJob("push:start", "push", async ({ planId }, signal, reporter) => {
    const plan = engine.plan(planId);
    await confirmWritePaths(plan, approvedPaths);
    signal.throwIfAborted();
    const totalBytes = bytesToPush(plan);
    const announceStart = (): void =>
      reporter.reportNow({
        kind: "pushing",
        phase: "content",
        doneBytes: 0,
        totalBytes,
        steps: [],
      });
    try {
      return await engine.push(planId, signal, reportPush(reporter, totalBytes), announceStart);
    } finally {
      reporter.flush();
    }
  });
}
