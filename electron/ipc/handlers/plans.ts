import type { Inputs } from "../../../shared/ipc/contract.ts";
import type { Plan } from "../../../shared/plan.ts";
import { choosePathToOpen, saveAs } from "../../app/fileDialogs.ts";
import { openedFile } from "../../app/opened/openedFiles.ts";
import type { Engine } from "../../engine/engine.ts";
import { formatPlanFile, readPlanFile } from "../../engine/plan/planFile.ts";
import type { PlanProgress } from "../../engine/plan/planProgress.ts";
import { handle } from "../handle.ts";
import { handleJob } from "../handleJob.ts";
import { reportPlan } from "../planProgress.ts";

const filters = [
  { name: "Plans", extensions: ["json"] },
  { name: "All Files", extensions: ["*"] },
];

/** Handlers of plans: make, save to a file, open from a file. */
export function handlePlans(engine: Engine): void {
  handleJob("plan:make", ({ request }, signal, reporter) =>
    makePlan(engine, { request, progress: reportPlan(reporter) }, signal),
  );
  handleJob("retag:losses", ({ source, targets, copyReferrers }, signal) =>
    engine.planner.retagLosses({ source, targets, copyReferrers }, signal),
  );
  handle("repair:donors", (content) => engine.planner.findDonors(content));
  handle("plan:save", async ({ planId }) => {
    const plan = engine.planner.plan(planId);
    const defaultPath = `plan-${plan.root.digest.slice(-12)}.manifestry.json`;
    const options = { kind: "plans", title: "Save Plan", defaultPath, filters } as const;
    return await saveAs(options, formatPlanFile(plan));
  });
  handleJob("plan:open", async ({ openedId }, signal, reporter) => {
    const path =
      openedFile(openedId) ??
      (await choosePathToOpen({ kind: "plans", title: "Open Plan", filters }));
    if (path === undefined) {
      return null;
    }
    return await engine.planner.openPlan(
      await readPlanFile(path, signal),
      signal,
      reportPlan(reporter),
    );
  });
}

interface PlanJob {
  readonly request: Inputs["plan:make"]["request"];
  readonly progress: PlanProgress;
}

/** The request was validated by `planRequestSchema` in shared/ipc/requestSchemas.ts. */
async function makePlan(
  engine: Engine,
  { request, progress }: PlanJob,
  signal: AbortSignal,
): Promise<Plan> {
  switch (request.kind) {
    case "compose":
      return await engine.planner.planPreview(request.previewId, signal, progress);
    case "retag": {
      const { source, targets, copyReferrers, readFrom, noClobber } = request;
      const options = { readFrom, noClobber, progress };
      return await engine.planner.planRetag({ source, targets, copyReferrers }, signal, options);
    }
    case "restore": {
      const { journalId, name, content } = request;
      return await engine.planner.planRestore({ journalId, name, content, progress }, signal);
    }
    case "repair":
      return await engine.planner.planRepair(request, signal, progress);
    case "resume":
      return await engine.planner.planResume(request.journalId, signal, progress);
  }
}
