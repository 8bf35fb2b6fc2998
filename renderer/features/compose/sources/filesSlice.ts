import type { FoundSources } from "../../../../shared/ipc/contract.ts";
import type { Result } from "../../../../shared/errors.ts";
import { api } from "../../../api.ts";
import type { FileReads } from "./fileReadJobs.ts";
import type { ComposeAccess } from "../composeState.ts";

interface FileJobs {
  /** Makes sources of dropped files and folders. */
  readonly add: (paths: readonly string[]) => Promise<void>;
  /** Asks with the system's dialog for sources on this computer. */
  readonly choose: (kind: "layout" | "archive" | "descriptor") => Promise<void>;
  /** Asks with the system's dialog where a push may go on this computer; the answer is put into the field. */
  readonly chooseTarget: (kind: "layout" | "archive") => Promise<void>;
}

/** What comes from files and folders of this computer. */
export function createFileJobs({ get, set }: ComposeAccess, reads: FileReads): FileJobs {
  async function take(found: Promise<Result<FoundSources> | null>): Promise<void> {
    const answer = await found;
    if (answer === null) {
      return;
    }
    const failures = answer.ok ? answer.value.failures : [answer.error];
    reads.showFailures(failures);
    if (answer.ok) {
      get().addSources(answer.value.texts);
    }
  }

  return {
    add: (paths) => take(reads.read("source:fromPaths", { paths: [...paths] })),
    choose: (kind) => take(reads.read("source:choose", { kind })),
    chooseTarget: async (kind) => {
      const answer = await api.invoke("target:choose", { kind });
      if (!answer.ok) {
        set({ fileFailures: [answer.error] });
      } else if (answer.value !== null) {
        set({ targetText: answer.value.text });
      }
    },
  };
}
