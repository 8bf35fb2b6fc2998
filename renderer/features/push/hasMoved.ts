import type { Failure } from "../../../shared/errors.ts";

/** Whether a plan cannot be carried out because something is not as it was when it was seen. */
export function hasMoved(failure: Failure): boolean {
  return (
    failure.code === "tag_moved" ||
    failure.code === "plan_gone" ||
    failure.code === "digest_mismatch"
  );
}
