/** How many causes are followed. */
const maxCauses = 5;

/** Returns the stacks of an error and its causes, or the text of anything else that was thrown. */
export function describeError(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const text = error.stack ?? error.message;
  return error.cause === undefined || depth === maxCauses
    ? text
    : `${text}\nCaused by: ${describeError(error.cause, depth + 1)}`;
}
