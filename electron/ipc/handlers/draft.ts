import type { Inputs } from "../../../shared/ipc/contract.ts";
import type { Plan } from "../../../shared/plan.ts";
import type { Workspace } from "../../engine/workspace.ts";
import { handle } from "../handle.ts";
import { runJob } from "../jobs.ts";

/** Drafts in; previews, what would be lost, scripts and plans out. */
export function handleDraft(workspace: Workspace): void {
  handle("draft:preview", ({ jobId, draft, refresh }) =>
    runJob(jobId, "query", (signal) => workspace.preview(draft, refresh, signal)),
  );
  handle("draft:losses", ({ jobId, draft }) =>
    runJob(jobId, "query", (signal) => workspace.losses(draft, signal)),
  );
  handle("draft:scripts", ({ jobId, draft }) =>
    runJob(jobId, "query", (signal) => workspace.scripts(draft, signal)),
  );
  handle("plan:make", ({ jobId, request }) =>
    runJob(jobId, "query", (signal) => makePlan(workspace, request, signal)),
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
      return await workspace.planRetag(request.source, request.targets, request.travel, signal);
    case "restore":
      return await workspace.planRestore(request.journalId, request.name, signal);
    case "resume":
      return await workspace.planResume(request.journalId, signal);
  }
}
