import type { Workspace } from "../../engine/workspace.ts";
import { handle } from "../handle.ts";
import { runJob } from "../jobs.ts";

/** Drafts in, previews and plans out. */
export function handleDraft(workspace: Workspace): void {
  handle("draft:preview", ({ jobId, draft, refresh }) =>
    runJob(jobId, "query", (signal) => workspace.preview(draft, refresh, signal)),
  );
  handle("plan:make", ({ jobId, request }) =>
    runJob(jobId, "query", (signal) =>
      request.kind === "compose"
        ? workspace.planDraft(request.draft, request.digest, signal)
        : workspace.planRetag(request.source, request.targets, signal),
    ),
  );
}
