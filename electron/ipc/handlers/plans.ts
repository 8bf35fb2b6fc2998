import type { Inputs } from "../../../shared/ipc/contract.ts";
import type { Plan } from "../../../shared/plan.ts";
import { choosePathsToOpen, saveAs } from "../../app/fileDialogs.ts";
import { formatPlanFile, readPlanFile } from "../../engine/plan/planFile.ts";
import type { Engine } from "../../engine/engine.ts";
import { handle } from "../handle.ts";
import { runJob } from "../jobs.ts";

const filters = [
  { name: "Plans", extensions: ["json"] },
  { name: "All Files", extensions: ["*"] },
];

/** Plans: made, saved, and taken up again from a file. */
export function handlePlans(engine: Engine): void {
  handle("plan:make", ({ jobId, request }) =>
    runJob(jobId, "query", (signal) => makePlan(engine, request, signal)),
  );
  handle("retag:losses", ({ jobId, source, targets, copyReferrers }) =>
    runJob(jobId, "query", (signal) => engine.retagLosses(source, targets, copyReferrers, signal)),
  );
  handle("plan:save", async ({ planId }) => {
    const plan = engine.plan(planId);
    const defaultPath = `plan-${plan.root.digest.slice(-12)}.json`;
    return await saveAs({ title: "Save Plan", defaultPath, filters }, formatPlanFile(plan));
  });
  handle("plan:open", ({ jobId }) =>
    runJob(jobId, "query", async (signal) => {
      const [path] = await choosePathsToOpen({
        title: "Open Plan",
        properties: ["openFile"],
        filters,
      });
      if (path === undefined) return null;
      return await engine.openPlan(await readPlanFile(path, signal), signal);
    }),
  );
}

async function makePlan(
  engine: Engine,
  request: Inputs["plan:make"]["request"],
  signal: AbortSignal,
): Promise<Plan> {
  switch (request.kind) {
    case "compose":
      return await engine.planPreview(request.previewId, signal);
    case "retag":
      return await engine.planRetag(
        request.source,
        request.targets,
        request.copyReferrers,
        signal,
        request,
      );
    case "restore":
      return await engine.planRestore(request.journalId, request.name, signal);
    case "resume":
      return await engine.planResume(request.journalId, signal);
  }
}
