import type { FilesProgress } from "../engine/compare/files/compareFiles.ts";
import type { ReadProgress } from "../engine/compare/readImage.ts";
import { calmMs, intervalMs, type ProgressReporter } from "./progressReporter.ts";

/** Reports how many of the manifests, configs and documents that are known to be needed were read. */
export function reportComparison(reporter: ProgressReporter): ReadProgress {
  let total = 0;
  let done = 0;
  let delayMs = calmMs;

  function report(): void {
    reporter.report("working", delayMs, () => {
      delayMs = intervalMs;
      const [read, known] = [done, total].map((count) => count.toLocaleString("en"));
      const message = `Reading… ${read} of ${known} documents`;
      // One request needs no bar that jumps from empty to full.
      return { kind: "working", message, done, total: total > 1 ? total : 0 };
    });
  }

  return {
    onRequest() {
      total += 1;
      report();
    },
    onDone() {
      done += 1;
      report();
    },
  };
}

/** Reports which layer is being read, and the bytes of the layers that are read whole. */
export function reportLayers(reporter: ProgressReporter): (progress: FilesProgress) => void {
  return ({ layer, layers, received, total }) =>
    reporter.report("working", intervalMs, () => ({
      kind: "working",
      message: `Reading layer ${layer} of ${layers}`,
      done: received,
      total,
    }));
}
