import type { Descriptor } from "../../shared/oci/descriptor.ts";
import type { SourceState } from "../../shared/preview.ts";
import type { PreviewProgress } from "../engine/compose/preview.ts";
import { calmMs, intervalMs, type ProgressReporter } from "./progressReporter.ts";

/** Images above which events are sent less often: the window lays out all rows anew for each. */
const manyImages = 200;
const intervalOfManyMs = 1000;

/** Reports the states of sources, and the entries while attestations are looked up. */
export function reportPreview(reporter: ProgressReporter): PreviewProgress {
  let states: Record<string, SourceState> = {};
  let isShown = false;
  let total = 0;
  let done = 0;
  let found: Descriptor[] = [];

  function takeLookUps() {
    const progress = { kind: "checking", done, total, found } as const;
    found = [];
    return progress;
  }

  return {
    onSource(id, state) {
      states[id] = state;
      reporter.report("sources", intervalMs, () => {
        const progress = { kind: "sources", states } as const;
        states = {};
        return progress;
      });
    },
    onPartial(preview) {
      reporter.cancel("checking");
      reporter.reportNow({ kind: "preview", preview });
    },
    onSearch(images, describe) {
      isShown = false;
      total = images;
      done = 0;
      found = [];
      reporter.cancel("working");
      reporter.cancel("checking");
      reporter.cancel("preview");
      if (images === 0) {
        return;
      }
      reporter.report("preview", calmMs, () => {
        isShown = true;
        // Counts follow the entries.
        reporter.report("checking", 0, takeLookUps);
        return { kind: "preview", preview: describe() };
      });
    },
    onEdited(read, edits) {
      reporter.report("working", calmMs, () => ({
        kind: "working",
        message: "Reading manifests to edit",
        done: read,
        total: edits,
      }));
    },
    onImage(attestation) {
      done += 1;
      if (attestation) {
        found.push(attestation);
      }
      if (!isShown) {
        return;
      }
      reporter.report("checking", total > manyImages ? intervalOfManyMs : intervalMs, takeLookUps);
    },
  };
}
