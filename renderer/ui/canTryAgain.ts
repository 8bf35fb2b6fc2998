import type { ErrorCode, Failure } from "../../shared/errors.ts";

/** What a person may have mended meanwhile: a server started, an image pushed, a cable put in. */
const mayPass: ReadonlySet<ErrorCode> = new Set(["network", "timeout", "not_found"]);

/** Whether the same question may be answered otherwise a moment later. */
export function canTryAgain({ code, retryable }: Failure): boolean {
  return retryable || mayPass.has(code);
}
