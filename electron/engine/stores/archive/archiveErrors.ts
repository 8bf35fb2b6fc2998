import { EngineError } from "../../errors.ts";

/**
 * That an archive is not what it should be.
 * @param why a clause: `it is cut short`
 */
export function corruptArchive(archive: string, why: string, cause?: unknown): EngineError {
  return new EngineError("layout_invalid", `The archive ${archive} cannot be read: ${why}.`, {
    hint: "Make it again, or copy it again from where it came.",
    ...(cause === undefined ? {} : { cause }),
  });
}

/** That an archive has more of something than any honest one. */
export function oversizedArchive(archive: string, why: string): EngineError {
  return new EngineError("too_large", `The archive ${archive} was not read: ${why}.`, {
    hint: "No honest image archive is like this. Check where it comes from.",
  });
}
