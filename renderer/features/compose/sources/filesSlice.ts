import type { Failure, Result } from "../../../../shared/errors.ts";
import type { FoundList, FoundSources } from "../../../../shared/ipc/contract.ts";
import type { Opened } from "../../../../shared/opened.ts";
import { parseSourceFile } from "../../../../shared/paste/parseSourceFile.ts";
import { describePaste } from "../../../../shared/paste/pasteResult.ts";
import { maxRecipeText, savedKind } from "../../../../shared/paste/savedFile.ts";
import type { ComposeContext } from "../composeState.ts";

/** What a file or a pasted text added, and the lines that were not understood. */
export interface ImportReport extends Pick<FoundList, "problems" | "moreProblems"> {
  readonly id: string;
  /** `Added 12 sources from list.txt.` */
  readonly message: string;
}

/** Files, folders and texts that are added as sources, and files that are opened as recipes. */
export interface FilesSlice {
  /** Reads that take long, with their progress, by job id. */
  readonly fileReads: readonly { readonly id: string; readonly message: string }[];
  /** Failures of dropped and chosen files. */
  readonly fileFailures: readonly Failure[];
  /** What was added from files and pasted texts, as far as not all of it was understood. */
  readonly importReports: readonly ImportReport[];
  readonly dismissImportReport: (id: string) => void;
  /** Adds the references in a text that was pasted or dropped outside of a field, or opens it as a recipe. */
  readonly addText: (text: string) => void;
  /** Adds dropped files and folders as sources. @returns the recipe or plan that was dropped alone, to be opened */
  readonly addFiles: (paths: readonly string[]) => Promise<Opened | undefined>;
  /** Opens a system dialog, and adds the chosen files as sources. */
  readonly chooseFiles: (kind: "layout" | "archive" | "descriptor" | "list") => Promise<void>;
  readonly cancelFileRead: (id: string) => void;
  readonly dismissFileFailures: () => void;
}

export function createFilesSlice({ get, set, fileReadJobs }: ComposeContext): FilesSlice {
  /** Adds what a list has in one step, and reports the lines that were not understood. */
  function addList(list: FoundList): void {
    const { name, result, problems, moreProblems } = list;
    const added = describePaste(result);
    if (added !== "") {
      get().addPasted(result);
    }
    if (problems.length > 0) {
      const message = `${added === "" ? "Nothing was added" : `Added ${added}`} from ${name}.`;
      const report = { id: crypto.randomUUID(), message, problems, moreProblems };
      set({ importReports: [...get().importReports, report] });
    }
  }

  /** @param reading resolves to undefined if the read was cancelled */
  async function addFound(
    reading: Promise<Result<FoundSources> | undefined>,
  ): Promise<Opened | undefined> {
    const result = await reading;
    if (result === undefined) {
      return undefined;
    }
    fileReadJobs.addFailures(result.ok ? result.value.failures : [result.error]);
    if (result.ok) {
      get().addSources(result.value.texts);
      result.value.lists.forEach(addList);
      return result.value.opened;
    }
    return undefined;
  }

  return {
    fileReads: [],
    importReports: [],
    dismissImportReport: (id) =>
      set({ importReports: get().importReports.filter((report) => report.id !== id) }),
    addText: (text) => {
      if (savedKind(text) === "recipe" && text.length <= maxRecipeText) {
        void get().openRecipe({ text });
      } else {
        addList({ name: "the text", ...parseSourceFile(text) });
      }
    },
    fileFailures: [],
    addFiles: (paths) => addFound(fileReadJobs.read("source:fromPaths", { paths: [...paths] })),
    chooseFiles: async (kind) => {
      await addFound(fileReadJobs.read("source:choose", { kind }));
    },
    cancelFileRead: fileReadJobs.cancel,
    dismissFileFailures: () => set({ fileFailures: [] }),
  };
}
