import type { TargetStatus } from "../composeState.ts";

/** Whether what was typed is no target at all, so that looking again helps nothing. */
export function isMalformed(status: TargetStatus | undefined): boolean {
  return (
    status?.kind === "failed" &&
    (status.error.code === "reference_invalid" || status.error.code === "input_invalid")
  );
}
