import type { Descriptor } from "../../shared/oci/descriptor.ts";
import type { Preview } from "../../shared/preview.ts";
import type { Progress } from "../../shared/progress.ts";
import type { PreviewWatch } from "../engine/compose/preview.ts";

/** Milliseconds after which a preview that is not whole yet is shown: most are whole by then, and nothing flickers. */
const calm = 300;
/** Milliseconds between two reports; of many images fewer, each for more rows that the window lays out anew. */
const interval = 100;
const intervalOfMany = 1000;
const many = 200;

/** Passes on in portions what is known of a preview while attestations are asked for. */
export interface PreviewReporter extends PreviewWatch {
  /** To be called when the preview has ended: nothing is passed on any more. */
  stop(): void;
}

/** @param send takes first the preview so far, then how far the search for attestations is */
export function createPreviewReporter(send: (progress: Progress) => void): PreviewReporter {
  let timer: NodeJS.Timeout | undefined;
  let isShown = false;
  let total = 0;
  let done = 0;
  let found: Descriptor[] = [];

  const report = (): void => {
    timer = undefined;
    send({ kind: "checking", done, total, found });
    found = [];
  };
  const show = (preview: Preview): void => {
    isShown = true;
    send({ kind: "preview", preview });
    report();
  };

  return {
    begin(images, describe) {
      total = images;
      if (images > 0) timer = setTimeout(() => show(describe()), calm);
    },
    proceed(attestation) {
      done += 1;
      if (attestation) found.push(attestation);
      if (isShown) timer ??= setTimeout(report, total > many ? intervalOfMany : interval);
    },
    stop() {
      clearTimeout(timer);
      isShown = false;
    },
  };
}
