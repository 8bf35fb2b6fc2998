import type { DraftTarget } from "../../../../shared/draft.ts";
import type { ResultContent } from "../../../../shared/preview.ts";
import { shortDigest } from "../../../image/shortDigest.ts";
import type { TargetStatus } from "../composeState.ts";
import { pinnedDigest } from "./targetDigest.ts";

export interface TargetError {
  /** `digest`: it asks for other content; `clobber`: its tag is guarded, and taken. */
  readonly kind: "digest" | "clobber";
  readonly message: string;
}

/** Why a push to a target would surely be refused, as far as the window knows. */
export function validateTarget(
  target: DraftTarget,
  status: TargetStatus | undefined,
  content: ResultContent | null,
): TargetError | null {
  const digest = pinnedDigest(target.text);
  if (digest !== undefined && content !== null && digest !== content.digest) {
    return {
      kind: "digest",
      message: `This target asks for ${shortDigest(digest)}, but the result is ${shortDigest(content.digest)}.`,
    };
  }
  const held =
    status?.kind === "found" && status.state.kind === "exists" ? status.state.digest : null;
  if (target.noClobber === true && held !== null && held !== content?.digest) {
    return {
      kind: "clobber",
      message: "The tag exists and is not to be overwritten: the push would be refused.",
    };
  }
  return null;
}
