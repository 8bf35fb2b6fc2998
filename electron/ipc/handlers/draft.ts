import { draftSchema } from "../../../shared/draft.ts";
import { Lock } from "../../engine/lock.ts";
import type { Workspace } from "../../engine/workspace.ts";
import { readJsonFile, writeJsonFile } from "../../storage/jsonFile.ts";
import { handle } from "../handle.ts";
import { runJob } from "../jobs.ts";

/** Drafts in; previews, what would be lost and scripts out. @param file where the last draft is kept */
export function handleDraft(workspace: Workspace, file: string): void {
  const lock = new Lock();
  handle("draft:preview", ({ jobId, draft, refresh, skip }) =>
    runJob(jobId, "query", (signal) => workspace.preview(draft, refresh, signal, new Set(skip))),
  );
  handle("draft:losses", ({ jobId, draft }) =>
    runJob(jobId, "query", (signal) => workspace.losses(draft, signal)),
  );
  handle("draft:scripts", ({ jobId, draft }) =>
    runJob(jobId, "query", (signal) => workspace.scripts(draft, signal)),
  );
  handle("draft:kept", () => readJsonFile(file, draftSchema.nullable(), null));
  handle("draft:keep", async ({ draft }) => {
    await lock.hold(() => writeJsonFile(file, draft));
    return null;
  });
}
