import { EngineError } from "../errors.ts";

/**
 * Converts an error of the file system to one with a message for the user.
 * @param action completes "Could not …": `write to the image layout /images`
 * @returns an EngineError; EngineErrors, aborts and errors without a system code are returned unchanged
 */
export function diskError(error: unknown, action: string): unknown {
  if (error instanceof EngineError || !(error instanceof Error)) {
    return error;
  }
  // Aborts have a code, too.
  if (error.name === "AbortError") {
    return error;
  }
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case undefined:
      return error;
    case "ENOSPC":
    case "EDQUOT":
      return new EngineError("disk_full", `The disk is full: could not ${action}.`, {
        hint: "Free some space or choose a folder on another disk, then push again. No tag was changed.",
        detail: error.message,
        retryable: true,
      });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new EngineError("disk", `Not allowed to ${action}.`, {
        hint: "Check the folder's permissions, or choose another folder.",
        detail: error.message,
      });
    case "ENOENT":
      return pathError(error, `Could not ${action}: no such file or folder.`);
    case "ENOTDIR":
      return pathError(error, `Could not ${action}: part of its path is a file, not a folder.`);
    case "EISDIR":
      return pathError(error, `Could not ${action}: it is a folder, not a file.`);
    default:
      return new EngineError("disk", `Could not ${action}: ${code}.`, {
        detail: error.message,
        retryable: true,
      });
  }
}

function pathError(error: Error, message: string): EngineError {
  return new EngineError("disk", message, { hint: "Check the path.", detail: error.message });
}
