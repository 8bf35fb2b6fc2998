import type { InspectProgress } from "../engine/inspect/inspectContent.ts";
import { calmMs, type ProgressReporter } from "./progressReporter.ts";

/** Reports what an inspection reads, for each part that takes long. */
export function reportInspection(reporter: ProgressReporter): InspectProgress {
  return {
    onRead(what, size) {
      const bytes = size === undefined ? "" : `, ${size.toLocaleString("en")} bytes`;
      const message = `Reading ${what}${bytes}…`;
      reporter.cancel("working");
      reporter.report("working", calmMs, () => ({ kind: "working", message, done: 0, total: 0 }));
    },
  };
}
