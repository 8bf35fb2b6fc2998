import { EngineError } from "../../../errors.ts";

/**
 * The error for a file about a host that cannot be used. Such a file is never passed over: it may be what
 * keeps a registry from being reached without its mirror, its authority or its certificate.
 *
 * @param right what would be right
 */
export function hostFileError(file: string, what: string, right: string): EngineError {
  return new EngineError("input_invalid", `${file} cannot be used: ${what}.`, { hint: right });
}
