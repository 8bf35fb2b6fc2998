import path from "node:path";
import type { Inputs } from "../../../shared/ipc/contract.ts";
import type { Opened } from "../../../shared/opened.ts";
import { choosePathsToOpen, choosePathToSave } from "../../app/fileDialogs.ts";
import { addOpenedFile } from "../../app/opened/openedFiles.ts";
import { readSourcesFromPaths, savedKindOf } from "../../engine/compose/readSourcesFromPaths.ts";
import { formatLocation } from "../../engine/oci/location.ts";
import type { Engine } from "../../engine/engine.ts";
import type { ApprovedPaths } from "../../storage/approvedPaths.ts";
import { handle } from "../handle.ts";
import { handleJob } from "../handleJob.ts";
import { reportReads } from "../readProgress.ts";

const dialogs: Readonly<
  Record<Inputs["source:choose"]["kind"], Parameters<typeof choosePathsToOpen>[0]>
> = {
  layout: {
    kind: "layouts",
    title: "Add OCI Layout",
    buttonLabel: "Add",
    properties: ["openDirectory"],
  },
  archive: {
    kind: "archives",
    title: "Add Archive",
    buttonLabel: "Add",
    properties: ["openFile", "multiSelections"],
    filters: [
      { name: "Image Archives", extensions: ["tar", "gz", "tgz", "zst"] },
      { name: "All Files", extensions: ["*"] },
    ],
  },
  descriptor: {
    kind: "descriptors",
    title: "Add Descriptor File",
    buttonLabel: "Add",
    properties: ["openFile", "multiSelections"],
    filters: [
      { name: "Descriptors", extensions: ["json"] },
      { name: "All Files", extensions: ["*"] },
    ],
  },
  list: {
    kind: "lists",
    title: "Add References from Files",
    buttonLabel: "Add",
    properties: ["openFile", "multiSelections"],
    filters: [
      { name: "Texts", extensions: ["txt", "list", "yaml", "yml", "json", "sh", "md"] },
      { name: "All Files", extensions: ["*"] },
    ],
  },
};

const targetFolder: Parameters<typeof choosePathsToOpen>[0] = {
  kind: "layouts",
  title: "Choose Target Folder",
  buttonLabel: "Choose",
  properties: ["openDirectory", "createDirectory"],
};

const targetArchive: Parameters<typeof choosePathToSave>[0] = {
  kind: "archives",
  title: "Choose Target Archive",
  buttonLabel: "Choose",
  defaultPath: "image.tar",
  filters: [{ name: "Image Archives", extensions: ["tar"] }],
  // A push keeps the other images of an archive.
  properties: ["createDirectory"],
};

/** Finds a recipe or plan that was dropped alone. */
async function findOpened([file, ...others]: readonly string[]): Promise<Opened | undefined> {
  const kind = file === undefined || others.length > 0 ? undefined : await savedKindOf(file);
  return file === undefined || kind === undefined
    ? undefined
    : { kind, id: addOpenedFile(file), name: path.basename(file) };
}

/**
 * Handlers of sources and targets: choose them in a dialog, read dropped files, check what a target's tag holds.
 * @param approvedPaths gets the targets that were chosen in a dialog
 */
export function handleSources(engine: Engine, approvedPaths: ApprovedPaths): void {
  handleJob("source:fromPaths", async ({ paths }, signal, reporter) => {
    const opened = await findOpened(paths);
    return opened === undefined
      ? await readSourcesFromPaths(paths, signal, reportReads(reporter, paths))
      : { texts: [], lists: [], failures: [], opened };
  });
  handleJob("source:choose", async ({ kind, toInspect = false }, signal, reporter) => {
    const dialog = dialogs[kind];
    const title = dialog.title?.replace(/^Add/, "Open") ?? "";
    const paths = await choosePathsToOpen(
      toInspect ? { ...dialog, title, buttonLabel: "Open" } : dialog,
    );
    return await readSourcesFromPaths(paths, signal, reportReads(reporter, paths));
  });
  handle("target:choose", async ({ kind }) => {
    const chosen =
      kind === "layout"
        ? (await choosePathsToOpen(targetFolder))[0]
        : await choosePathToSave(targetArchive);
    if (chosen === undefined) {
      return null;
    }
    await approvedPaths.add([chosen]);
    const tag = "latest";
    return {
      text: formatLocation(
        kind === "layout"
          ? { kind, path: chosen, tag }
          : { kind, format: "oci", path: chosen, tag },
      ),
    };
  });
  handleJob("target:check", ({ text }, signal) => engine.composer.checkTarget(text, signal));
}
