import { EngineError } from "../errors.ts";

/**
 * Turn an error of the file system into one for a person.
 * @param doing in words: `write the journal`
 */
export function journalError(error: unknown, doing: string): EngineError {
  if (error instanceof EngineError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const isFull = code === "ENOSPC" || code === "EDQUOT";
  return new EngineError(
    isFull ? "disk_full" : "disk",
    isFull ? `The disk is full: could not ${doing}.` : `Could not ${doing}: ${code ?? message}.`,
    {
      hint: isFull
        ? "Free some space. A push goes no further than the journal can tell."
        : "Check the permissions of the app's own folder. A push goes no further than the journal can tell.",
      detail: message,
      retryable: true,
      cause: error,
    },
  );
}

/** The error for an entry that cannot be used. @param why ends the sentence: `line 3 is damaged` */
export function corruptEntry(why: string): EngineError {
  return new EngineError("disk", `The journal's entry cannot be read: ${why}.`, {
    hint: "The file was damaged or changed, or is of another version. The registries tell what the tags hold.",
  });
}
