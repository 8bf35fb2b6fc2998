import { api, type Job } from "../../../api.ts";
import type { ComposeAccess } from "../composeState.ts";
import type { LossesJob } from "./lossesJob.ts";

export interface ConfigsJob {
  /** Reads the configs of all images of the shown preview. Does nothing while it runs. */
  readonly start: () => void;
  readonly cancel: () => void;
}

/**
 * Creates the job that reads the configs of many images. It continues while the draft is edited: what it reads is
 * remembered by digest, and the findings are requested again when it ends or is cancelled.
 */
export function createConfigsJob(
  { get, set }: ComposeAccess,
  lossesJob: Pick<LossesJob, "update" | "invalidate">,
): ConfigsJob {
  let running: Job<unknown> | undefined;
  return {
    start: () => {
      const { preview } = get();
      if (preview === undefined || running !== undefined) {
        return;
      }
      set({ configProgress: { done: 0, total: 0 }, configFailure: undefined });
      const input = { previewId: preview.id, allConfigs: true };
      const job = api.startJob("preview:losses", input, (progress) => {
        if (progress.kind === "working" && running === job) {
          set({ configProgress: { done: progress.done, total: progress.total } });
        }
      });
      running = job;
      void job.result.then((result) => {
        running = undefined;
        const isFailed = !result.ok && result.error.code !== "cancelled";
        set({ configProgress: undefined, configFailure: isFailed ? result.error : undefined });
        lossesJob.invalidate();
        if (get().previewStatus === "fresh") {
          lossesJob.update();
        }
      });
    },
    cancel: () => running?.cancel(),
  };
}
