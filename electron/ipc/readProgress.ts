import path from "node:path";
import { calmMs, type ProgressReporter } from "./progressReporter.ts";

/**
 * Reports which file is read, for each that takes long.
 * @param paths the files, in the order in which they are read
 * @returns to be called with each path before it is read
 */
export function reportReads(
  reporter: ProgressReporter,
  paths: readonly string[],
): (path: string) => void {
  let done = -1;
  const total = paths.length;
  return (file) => {
    done += 1;
    const position = total > 1 ? ` (${done + 1} of ${total})` : "";
    const message = `Reading ${path.basename(file)}${position}…`;
    const progress = { kind: "working", message, done, total } as const;
    reporter.cancel("working");
    reporter.report("working", calmMs, () => progress);
  };
}
