import type { PlanProgress } from "../engine/plan/planProgress.ts";
import { calmMs, intervalMs, type ProgressReporter } from "./progressReporter.ts";

/** Reports how much of the content of a plan was checked. */
export function reportPlan(reporter: ProgressReporter): PlanProgress {
  const counts = { manifest: { done: 0, total: 0 }, blob: { done: 0, total: 0 } };
  let delayMs = calmMs;

  function takeCounts() {
    delayMs = intervalMs;
    // Manifests are checked first: they list the blobs.
    const { manifest, blob } = counts;
    const kind = manifest.done < manifest.total || blob.total === 0 ? "manifest" : "blob";
    const { done, total } = counts[kind];
    const [checked, found] = [done, total].map((count) => count.toLocaleString("en"));
    const message = `Planning… ${checked} of ${found} ${kind}s checked`;
    return { kind: "working", message, done, total } as const;
  }

  return {
    onFound(kind, count) {
      counts[kind].total += count;
      reporter.report("working", delayMs, takeCounts);
    },
    onChecked(kind) {
      counts[kind].done += 1;
      reporter.report("working", delayMs, takeCounts);
    },
  };
}
