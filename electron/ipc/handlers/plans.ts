import type { Inputs } from "../../../shared/ipc/contract.ts";
import type { Plan } from "../../../shared/plan.ts";
import { choosePathsToOpen, saveAs } from "../../app/chooseFile.ts";
import { formatPlan, readPlanFile } from "../../engine/plan/planFile.ts";
import type { Workspace } from "../../engine/engine.ts";
import { handle } from "../handle.ts";
import { runJob } from "../jobs.ts";

const filters = [
  { name: "Plans", extensions: ["json"] },
  { name: "All Files", extensions: ["*"] },
];

/** Plans: made, saved, and taken up again from a file. */
export function handlePlans(workspace: Workspace): void {
  handle("plan:make", ({ jobId, request }) =>
    runJob(jobId, "query", (signal) => makePlan(workspace, request, signal)),
  );
  handle("retag:losses", ({ jobId, source, targets, travel }) =>
    runJob(jobId, "query", (signal) => workspace.retagLosses(source, targets, travel, signal)),
  );
  handle("plan:save", async ({ planId }) => {
    const plan = workspace.plan(planId);
    const defaultPath = `plan-${plan.root.digest.slice(-12)}.json`;
    return await saveAs({ title: "Save Plan", defaultPath, filters }, formatPlan(plan));
  });
  handle("plan:open", ({ jobId }) =>
    runJob(jobId, "query", async (signal) => {
      const [path] = await choosePathsToOpen({
        title: "Open Plan",
        properties: ["openFile"],
        filters,
      });
      if (path === undefined) return null;
      return await workspace.openPlan(await readPlanFile(path, signal), signal);
    }),
  );
}

async function makePlan(
  workspace: Workspace,
  request: Inputs["plan:make"]["request"],
  signal: AbortSignal,
): Promise<Plan> {
  switch (request.kind) {
    case "compose":
      return await workspace.planDraft(request.draft, request.digest, signal);
    case "retag":
      return await workspace.planRetag(
        request.source,
        request.targets,
        request.travel,
        signal,
        request,
      );
    case "restore":
      return await workspace.planRestore(request.journalId, request.name, signal);
    case "resume":
      return await workspace.planResume(request.journalId, signal);
  }
}
