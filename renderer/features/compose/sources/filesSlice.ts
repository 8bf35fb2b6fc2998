import type { Failure, Result } from "../../../../shared/errors.ts";
import type { FoundSources } from "../../../../shared/ipc/contract.ts";
import type { ComposeContext } from "../composeState.ts";

/** Files and folders of this computer that are added as sources or opened as recipes. */
export interface FilesSlice {
  /** Reads that take long, with their progress, by job id. */
  readonly fileReads: readonly { readonly id: string; readonly message: string }[];
  /** Failures of dropped and chosen files. */
  readonly fileFailures: readonly Failure[];
  /** Adds dropped files and folders as sources. */
  readonly addFiles: (paths: readonly string[]) => Promise<void>;
  /** Opens a system dialog, and adds the chosen files as sources. */
  readonly chooseFiles: (kind: "layout" | "archive" | "descriptor") => Promise<void>;
  readonly cancelFileRead: (id: string) => void;
  readonly dismissFileFailures: () => void;
}

export function createFilesSlice({ get, set, fileReadJobs }: ComposeContext): FilesSlice {
  /** @param reading resolves to undefined if the read was cancelled */
  async function addFound(reading: Promise<Result<FoundSources> | undefined>): Promise<void> {
    const result = await reading;
    if (result === undefined) {
      return;
    }
    fileReadJobs.addFailures(result.ok ? result.value.failures : [result.error]);
    if (result.ok) {
      get().addSources(result.value.texts);
    }
  }

  return {
    fileReads: [],
    fileFailures: [],
    addFiles: (paths) => addFound(fileReadJobs.read("source:fromPaths", { paths: [...paths] })),
    chooseFiles: (kind) => addFound(fileReadJobs.read("source:choose", { kind })),
    cancelFileRead: fileReadJobs.cancel,
    dismissFileFailures: () => set({ fileFailures: [] }),
  };
}
