import type { Inputs } from "../../../shared/ipc/contract.ts";
import type { OpenDialogOptions, SaveDialogOptions } from "electron";
import { choosePathsToOpen, choosePathToSave } from "../../app/fileDialogs.ts";
import { findSources } from "../../engine/compose/sourcesFromPaths.ts";
import { formatLocation } from "../../engine/oci/location.ts";
import type { Engine } from "../../engine/engine.ts";
import type { ApprovedPaths } from "../../storage/approvedPaths.ts";
import { handle } from "../handle.ts";
import { runJob } from "../jobs.ts";
import { reportReads } from "../readProgress.ts";

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

const targetFolder: OpenDialogOptions = {
  title: "Choose OCI Layout",
  buttonLabel: "Choose",
  properties: ["openDirectory", "createDirectory"],
};

const targetArchive: SaveDialogOptions = {
  title: "Choose OCI Archive",
  buttonLabel: "Choose",
  defaultPath: "image.tar",
  filters: [{ name: "Image Archives", extensions: ["tar"] }],
  // What is in an archive already stays in it.
  properties: ["createDirectory"],
};

/** Sources: chosen in the system's dialog, dropped. @param approvedPaths get the targets that a dialog chose */
export function handleSources(engine: Engine, approvedPaths: ApprovedPaths): void {
  handle("source:fromPaths", ({ jobId, paths }) =>
    runJob(jobId, "query", (signal, reporter) =>
      findSources(paths, signal, reportReads(reporter, paths)),
    ),
  );
  handle("source:choose", ({ jobId, kind }) =>
    runJob(jobId, "query", async (signal, reporter) => {
      const paths = await choosePathsToOpen(dialogs[kind]);
      return await findSources(paths, signal, reportReads(reporter, paths));
    }),
  );
  handle("target:choose", async ({ kind }) => {
    const path =
      kind === "layout"
        ? (await choosePathsToOpen(targetFolder))[0]
        : await choosePathToSave(targetArchive);
    if (path === undefined) return null;
    await approvedPaths.add([path]);
    const tag = "latest";
    return {
      text: formatLocation(
        kind === "layout" ? { kind, path, tag } : { kind, format: "oci", path, tag },
      ),
    };
  });
  handle("target:check", ({ jobId, text }) =>
    runJob(jobId, "query", (signal) => engine.checkTarget(text, signal)),
  );
  handle("inspect:open", ({ jobId, text, blob }) =>
    runJob(jobId, "query", (signal) => engine.inspect(text, signal, blob)),
  );
}
