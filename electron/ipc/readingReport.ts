import path from "node:path";
import type { Progress } from "../../shared/progress.ts";
import { emit } from "./emit.ts";

/** Milliseconds after which the window says which file is being read: most are read by then, and nothing flickers. */
const calm = 300;

/**
 * Run work that reads files, and tell the window of each that takes long.
 * @param jobId of the work, by which the window can cancel it
 * @param paths the files that are read, in order
 * @param work is handed a function that is to be told each path before it is read
 */
export async function withReadingReport<T>(
  jobId: string,
  paths: readonly string[],
  work: (onRead: (item: string) => void) => Promise<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let done = -1;
  const report = (progress: Progress): void => emit("job:progress", { jobId, progress });
  const onRead = (item: string): void => {
    clearTimeout(timer);
    done += 1;
    const progress = { kind: "working", message: readingWords(item, done, paths), done } as const;
    timer = setTimeout(() => report({ ...progress, total: paths.length }), calm);
  };
  try {
    return await work(onRead);
  } finally {
    clearTimeout(timer);
  }
}

function readingWords(item: string, done: number, paths: readonly string[]): string {
  const place = paths.length > 1 ? ` (${done + 1} of ${paths.length})` : "";
  return `Reading ${path.basename(item)}${place}…`;
}
