import type { Steps } from "./json/jsonDocument.ts";

/** Milliseconds of work in a row: half a frame. */
const sliceMs = 8;

/**
 * Runs a computation in slices, between which the window draws and takes input.
 * @returns a function that stops it
 */
export function runInSteps<T>(steps: Steps<T>, onEnd: (result: T) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  function run(): void {
    const end = performance.now() + sliceMs;
    do {
      const step = steps.next();
      if (step.done === true) {
        onEnd(step.value);
        return;
      }
    } while (performance.now() < end);
    timer = setTimeout(run);
  }
  timer = setTimeout(run);
  return () => clearTimeout(timer);
}
