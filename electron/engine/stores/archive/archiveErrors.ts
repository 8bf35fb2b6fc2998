import { EngineError } from "../../errors.ts";

/**
 * Creates the error for an archive that is corrupt or not an archive of images.
 * @param why a clause: `it is truncated`
 */
export function corruptArchive(archive: string, why: string, cause?: unknown): EngineError {
  return new EngineError("layout_invalid", `The archive ${archive} cannot be read: ${why}.`, {
    hint: "Create it again, or copy it again from its source.",
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Creates the error for an archive that exceeds a limit. @param why a clause */
export function oversizedArchive(archive: string, why: string): EngineError {
  return new EngineError("too_large", `The archive ${archive} was not read: ${why}.`, {
    hint: "This is unusual for an image archive. Check its source.",
  });
}
