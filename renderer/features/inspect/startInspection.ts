import type { Inspection } from "../../../shared/inspection.ts";
import { InspectionParts } from "../../../shared/inspectionParts.ts";
import type { Inputs } from "../../../shared/ipc/contract.ts";
import { api, type Job } from "../../api.ts";

/**
 * Starts to read a manifest, index or blob, whose parts are put together in its result.
 * @param onMessage called with what is read, if that takes long
 */
export function startInspection(
  input: Omit<Inputs["inspect:open"], "jobId">,
  onMessage: (message: string) => void = () => {},
): Job<Inspection> {
  const parts = new InspectionParts();
  const job = api.startJob("inspect:open", input, (progress) => {
    if (progress.kind === "part") {
      parts.add(progress.part);
    } else if (progress.kind === "working") {
      onMessage(progress.message);
    }
  });
  const result = job.result.then((read) =>
    read.ok ? ({ ok: true, value: parts.complete(read.value) } as const) : read,
  );
  return { ...job, result };
}
