import type { JournalKind } from "../../../shared/journal.ts";
import { EngineError } from "../errors.ts";

/**
 * Converts an error of the file system to an EngineError. An EngineError is returned unchanged.
 *
 * @param action what failed, in words: `write the journal`
 */
export function journalError(error: unknown, action: string): EngineError {
  if (error instanceof EngineError) {
    return error;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  const isFull = code === "ENOSPC" || code === "EDQUOT";
  const remedy = isFull ? "Free some space." : "Check the permissions of the app's data folder.";
  return new EngineError(
    isFull ? "disk_full" : "disk",
    isFull ? `The disk is full: could not ${action}.` : `Could not ${action}: ${code ?? message}.`,
    {
      hint: `${remedy} Pushes and deletions stop when the journal cannot record them.`,
      detail: message,
      retryable: true,
      cause: error,
    },
  );
}

/**
 * Returns the error for what an entry has no room for.
 *
 * @param kind of the plan that the entry is about
 * @param detail what does not fit
 */
export function entryTooLarge(kind: JournalKind | undefined, detail?: string): EngineError {
  const more = detail === undefined ? {} : { detail };
  return kind === "delete"
    ? new EngineError("too_large", "The deletion is too large for the journal.", {
        hint: "Delete fewer tags at once. A deletion stops when the journal cannot record it.",
        ...more,
      })
    : new EngineError("too_large", "The push is too large for the journal.", {
        hint: "Push to fewer targets at once. A push stops when the journal cannot record it.",
        ...more,
      });
}

/** Returns the error for an entry that cannot be used. @param reason ends the sentence: `line 3 is damaged` */
export function corruptEntry(reason: string): EngineError {
  return new EngineError("disk", `The journal's entry cannot be read: ${reason}.`, {
    hint: "The file was damaged or changed, or another version wrote it. Look up the current tags in the registries.",
  });
}
