import type { CopyReferrers } from "../../../../shared/draft.ts";
import type { Failure } from "../../../../shared/errors.ts";
import type { KeepOption, SourceChecks } from "../../../../shared/preview.ts";
import type { ComposeContext } from "../composeState.ts";
import { createConfigsJob } from "./configsJob.ts";
import { setKept } from "./keepOption.ts";

/** Losses and findings from the stores of the sources. The last ones are kept while the next are requested. */
export type RemoteLosses = SourceChecks &
  (
    | { readonly kind: "loading" }
    | { readonly kind: "known" }
    | { readonly kind: "failed"; readonly error: Failure }
  );

/** What the result does not include of the sources. */
export interface LossesSlice {
  readonly remoteLosses: RemoteLosses;
  /** Turns an option on, which keeps what would be lost, or off. */
  readonly setKept: (keep: KeepOption, on: boolean) => void;
  readonly setCopyReferrers: (copyReferrers: CopyReferrers) => void;
  readonly retryLosses: () => void;
  /** How many configs were read; undefined unless all configs are being read. */
  readonly configProgress: { readonly done: number; readonly total: number } | undefined;
  /** Why configs could not be read. */
  readonly configFailure: Failure | undefined;
  /** Reads the configs of all images, to compare them with their entries. */
  readonly readConfigs: () => void;
  readonly cancelReadConfigs: () => void;
}

export function createLossesSlice({
  get,
  set,
  lossesJob,
  changeDraft,
}: ComposeContext): LossesSlice {
  const configsJob = createConfigsJob({ get, set }, lossesJob);
  return {
    remoteLosses: { kind: "known", losses: [], findings: [] },
    setKept: (keep, on) => changeDraft(setKept(get().draft, keep, on)),
    setCopyReferrers: (copyReferrers) => changeDraft({ ...get().draft, copyReferrers }),
    retryLosses: lossesJob.update,
    configProgress: undefined,
    configFailure: undefined,
    readConfigs: configsJob.start,
    cancelReadConfigs: configsJob.cancel,
  };
}
