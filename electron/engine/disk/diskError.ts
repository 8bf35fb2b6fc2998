import { EngineError } from "../errors.ts";

/**
 * Turn an error of the file system into one for a person.
 * @param doing in words: `write to the image layout /images`
 */
export function diskError(error: unknown, doing: string): unknown {
  if (error instanceof EngineError || !(error instanceof Error)) return error;
  // Somebody cancelled: that error has a code too.
  if (error.name === "AbortError") return error;
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case undefined:
      return error;
    case "ENOSPC":
    case "EDQUOT":
      return new EngineError("disk_full", `The disk is full: could not ${doing}.`, {
        hint: "Free some space or choose a folder on another disk, then push again. No tag was changed.",
        detail: error.message,
        retryable: true,
      });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new EngineError("disk", `Not allowed to ${doing}.`, {
        hint: "Check the folder's permissions, or choose another folder.",
        detail: error.message,
      });
    case "ENOENT":
      return pathError(error, `Could not ${doing}: there is no such file or folder.`);
    case "ENOTDIR":
      return pathError(error, `Could not ${doing}: its path leads through a file, not a folder.`);
    case "EISDIR":
      return pathError(error, `Could not ${doing}: it is a folder, not a file.`);
    default:
      return new EngineError("disk", `Could not ${doing}: ${code}.`, {
        detail: error.message,
        retryable: true,
      });
  }
}

function pathError(error: Error, message: string): EngineError {
  return new EngineError("disk", message, { hint: "Check the path.", detail: error.message });
}
