import type { Inputs } from "../../../shared/ipc/contract.ts";
import { dialog, type OpenDialogOptions } from "electron";
import { currentWindow } from "../../app/window.ts";
import { findSources } from "../../engine/layout/findSources.ts";
import type { Workspace } from "../../engine/workspace.ts";
import { handle } from "../handle.ts";
import { runJob } from "../jobs.ts";

const dialogs: Readonly<Record<Inputs["source:choose"]["kind"], OpenDialogOptions>> = {
  layout: { title: "Add OCI Layout", buttonLabel: "Add", properties: ["openDirectory"] },
  archive: {
    title: "Add Image Archive",
    buttonLabel: "Add",
    properties: ["openFile", "multiSelections"],
    filters: [
      { name: "Image Archives", extensions: ["tar", "gz", "tgz", "zst"] },
      { name: "All Files", extensions: ["*"] },
    ],
  },
  descriptor: {
    title: "Add Descriptor File",
    buttonLabel: "Add",
    properties: ["openFile", "multiSelections"],
    filters: [
      { name: "Descriptors", extensions: ["json"] },
      { name: "All Files", extensions: ["*"] },
    ],
  },
};

/** Sources: resolved, chosen in the system's dialog, dropped. */
export function handleSources(workspace: Workspace): void {
  handle("source:resolve", ({ jobId, text, others }) =>
    runJob(jobId, "query", (signal) => workspace.resolve(text, others, signal)),
  );
  handle("source:fromPaths", ({ paths }) => findSources(paths));
  handle("source:choose", async ({ kind }) => {
    const window = currentWindow();
    const options = dialogs[kind];
    const { filePaths } = window
      ? await dialog.showOpenDialog(window, options)
      : await dialog.showOpenDialog(options);
    return await findSources(filePaths);
  });
  handle("target:look", ({ jobId, text }) =>
    runJob(jobId, "query", (signal) => workspace.look(text, signal)),
  );
  handle("inspect:open", ({ jobId, text }) =>
    runJob(jobId, "query", (signal) => workspace.inspect(text, signal)),
  );
}
