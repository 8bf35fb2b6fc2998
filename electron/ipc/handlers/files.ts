import type { ChosenFile } from "../../../shared/ipc/contract.ts";
import { choosePathToSave } from "../../app/fileDialogs.ts";
import { diskError } from "../../engine/disk/diskError.ts";
import { writeFileAtomic } from "../../engine/disk/writeFileAtomic.ts";
import { EngineError } from "../../engine/errors.ts";
import { safeFileName } from "../../engine/inspect/files/safeFileName.ts";
import type { FilePlace, LayerFiles } from "../../engine/inspect/files/layerFiles.ts";
import { reportCount } from "../countProgress.ts";
import { handle } from "../handle.ts";
import { handleJob } from "../handleJob.ts";
import { intervalMs, type ProgressReporter } from "../progressReporter.ts";

/** Handlers of the files of layers: read, list, find and measure them, show and save one. */
export function handleFiles(files: LayerFiles): void {
  handle("files:open", (request) => files.open(request));
  handleJob("files:read", ({ id, layers, whole }, signal, reporter) =>
    files.read({ id, layers, whole }, signal, (state) =>
      reporter.report("files", intervalMs, () => ({ kind: "files", files: state() })),
    ),
  );
  handle("files:list", (request) => files.list(request));
  handleJob("files:find", (request, signal) => files.find(request, signal));
  handleJob("files:sizes", (place, signal) => files.sizes(place, signal));
  handleJob("files:show", (place, signal, reporter) =>
    files.show(place, signal, reportBytes(reporter)),
  );
  handleJob("files:save", (place, signal, reporter) =>
    saveFile(files, { place, reporter }, signal),
  );
}

/** Writes to the path that the user chooses, and only there. */
async function saveFile(
  files: LayerFiles,
  { place, reporter }: { readonly place: FilePlace; readonly reporter: ProgressReporter },
  signal: AbortSignal,
): Promise<ChosenFile> {
  const file = files.file(place);
  const path = await choosePathToSave({
    kind: "files",
    title: "Save File",
    defaultPath: safeFileName(file.path),
  });
  if (path === undefined) {
    return null;
  }
  const content = files.content(file, signal, reportBytes(reporter));
  try {
    await writeFileAtomic(path, (temporary) => temporary.writeFile(content));
  } catch (error) {
    // Errors of the layer say more than that the file was not written.
    throw error instanceof EngineError || signal.aborted
      ? error
      : diskError(error, `write ${path}`);
  }
  return { path };
}

function reportBytes(reporter: ProgressReporter): (count: number) => void {
  let received = 0;
  const report = reportCount(reporter, { message: (done) => `Reading the layer… ${done} bytes` });
  return (count) => {
    received += count;
    report(received);
  };
}
