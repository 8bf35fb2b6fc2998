import type { Workspace } from "../../engine/workspace.ts";
import { handle } from "../handle.ts";
import { runJob } from "../jobs.ts";

/** Drafts in; previews, what would be lost and scripts out. */
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
}
