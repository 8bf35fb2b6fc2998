import { calmMs, intervalMs, type ProgressReporter } from "./progressReporter.ts";

/** What is counted, in words for the window: `Listing tags… 12,000`. */
interface Counted {
  readonly message: (done: string) => string;
  /** Omitted: the total is not known. */
  readonly total?: number;
}

/** Reports a number that grows, after a moment and then a few times per second. */
export function reportCount(
  reporter: ProgressReporter,
  { message, total = 0 }: Counted,
): (done: number) => void {
  let delayMs = calmMs;
  return (done) =>
    reporter.report("working", delayMs, () => {
      delayMs = intervalMs;
      return { kind: "working", message: message(done.toLocaleString("en")), done, total };
    });
}
