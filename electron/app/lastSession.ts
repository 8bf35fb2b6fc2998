import type { Crash } from "../../shared/crash.ts";

/** What the log says at the start and at the end of a session; the version follows the first word of the start. */
export const sessionStart = "Manifestry";
export const sessionEnd = "Manifestry ends.";

/** A line of the log that starts a message; further lines of a message are indented. */
const linePattern = /^(?<at>\d{4}-\d\d-\d\dT[\d:.]+Z) (?<level>\w+) (?<message>.*)$/;
const startPattern = new RegExp(`^${sessionStart} \\S+ starts: `);
/** Characters of an error that are shown. */
const maxErrorLength = 300;

/**
 * Finds out from the log whether the last session ended without being asked to: its last line is not the one that is
 * written at the end.
 *
 * @param lines the last lines of the log before this session, oldest first
 * @returns undefined if it ended normally, or there was none
 */
export function findCrash(lines: readonly string[]): Crash | undefined {
  const messages = lines.flatMap((line) => {
    const { at = "", level, message = "" } = linePattern.exec(line)?.groups ?? {};
    return level === undefined ? [] : [{ at, level, message }];
  });
  const last = messages.at(-1);
  if (last === undefined || last.message === sessionEnd) {
    return undefined;
  }
  const start = messages.findLastIndex(({ message }) => startPattern.test(message));
  const error = messages.slice(start + 1).findLast(({ level }) => level === "error")?.message;
  return {
    kind: "app",
    endedAt: last.at,
    ...(error === undefined ? {} : { error: error.slice(0, maxErrorLength) }),
  };
}
