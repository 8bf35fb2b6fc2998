import { EngineError } from "../errors.ts";

/** The error for a repository that changed since a deletion was reviewed. In a file of its own: all checks throw it. */
export function movedError(message: string): EngineError {
  return new EngineError("tag_moved", message, {
    hint: "Another client pushed meanwhile. Review the deletion again.",
  });
}
